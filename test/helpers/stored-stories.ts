import type pg from 'pg'
import type { StoredAlert } from '../../src/schema/alert.ts'
import { storyOf, type ToldStory } from './expected-stories.ts'

/** A story as it is stored. */
export interface StoredStory extends ToldStory {
  readonly is_over: boolean
}

/** The stories of these correlations that begin within a time, read from the database itself. */
export async function storedStories(
  client: Pick<pg.Client, 'query'>,
  correlations: readonly string[],
  from_ms: number,
  until_ms: number,
): Promise<StoredStory[]> {
  const { rows } = await client.query<Pick<StoredAlert, 'id' | 'rule_id' | 'correlation' | 'timeline'>>(
    `select id, rule_id, correlation, timeline from alerts
      where rule_id = any($1) and event_time >= $2 and event_time < $3`,
    [correlations, new Date(from_ms), new Date(until_ms)],
  )
  return rows.map(row => ({ ...storyOf(row), is_over: row.correlation?.state === 'closed' }))
}
