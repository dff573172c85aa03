import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import type { AlertFilter } from '../schema/http.ts'
import { entityKey, foldCase, INDEXED_CHARACTERS, tagKey } from './alert-keys.ts'
import type { Database } from './database.ts'
import { storableText, storableTime } from './storable.ts'

type Alerts = ExpressionBuilder<Database, 'alerts'>

/** The condition that `filter` stands for, in the form that the indexes of `migrations/` serve. */
export function matching(filter: AlertFilter) {
  return (alerts: Alerts): Expression<SqlBool> => {
    const time = timeColumn(filter)
    const conditions: Expression<SqlBool>[] = []
    if (filter.level) conditions.push(alerts('level', 'in', filter.level))
    if (filter.rule) conditions.push(anyOf(alerts, 'rule_id', filter.rule))
    if (filter.host) conditions.push(anyOf(alerts, 'host', filter.host))
    if (filter.source) conditions.push(anyOf(alerts, 'source', filter.source))
    if (filter.entity) conditions.push(anyKey(filter.entity.map(storableText).map(entityKey)))
    if (filter.tag) conditions.push(anyKey(filter.tag.map(storableText).map(tagKey)))
    if (filter.text)
      conditions.push(alerts('search', 'like', containing(foldCase(storableText(filter.text)))))
    if (filter.from) conditions.push(alerts(time, '>=', storableTime(filter.from)))
    if (filter.to) conditions.push(alerts(time, '<', storableTime(filter.to)))
    return alerts.and(conditions)
  }
}

/** What the filter's range and order go by. */
export const timeColumn = (filter: Pick<AlertFilter, 'time'>) =>
  filter.time === 'event' ? 'event_time' : 'detected_at'

const KEY_COLUMNS = { rule_id: 'rule_key', host: 'host_key', source: 'source_key' } as const

/** The indexes hold the first characters of a text only: a longer one is compared as a whole as well. */
function anyOf(alerts: Alerts, column: keyof typeof KEY_COLUMNS, values: string[]): Expression<SqlBool> {
  const wanted = values.map(storableText)
  const heads = wanted.map(value => [...value].slice(0, INDEXED_CHARACTERS).join(''))
  const byIndex = alerts(KEY_COLUMNS[column], 'in', heads)
  const exact = wanted.every(value => value.length < INDEXED_CHARACTERS)
  return exact ? byIndex : alerts.and([byIndex, alerts(column, 'in', wanted)])
}

const anyKey = (keys: string[]) => sql<SqlBool>`keys && array[${sql.join(keys)}]::text[]`

/** A LIKE pattern for texts that contain `text`, in which no character is special. */
const containing = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`
