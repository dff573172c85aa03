import type { Alert, StoredAlert } from '../schema/alert.ts'
import type { ListedAlert } from '../schema/http.ts'
import { keysOf, searchTextOf } from './alert-keys.ts'
import type { AlertsTable } from './database.ts'
import { type Preview, previewOf } from './preview.ts'
import { storableJson, storableObject, storableText, storableTime } from './storable.ts'

/** The JSON text of one row of `alerts`, as `commit-batches.ts` hands it to the database. */
export function rowJson(alert: Alert): string {
  const clean = storable(alert)
  return JSON.stringify({
    ...clean,
    correlation: storableJson(alert.correlation),
    timeline: storableJson(alert.timeline),
    keys: keysOf(clean),
    search: searchTextOf(clean),
    preview: previewOf(clean),
  })
}

function storable(alert: Alert): Alert {
  const text = storableText
  const detected_at = storableTime(alert.detected_at)
  return {
    id: text(alert.id),
    rule_id: text(alert.rule_id),
    rule_title: text(alert.rule_title),
    level: alert.level,
    tags: alert.tags.map(text),
    event_time: storableTime(alert.event_time, detected_at).toISOString(),
    detected_at: detected_at.toISOString(),
    host: text(alert.host),
    source: text(alert.source),
    message: text(alert.message),
    fields: storableObject(alert.fields),
    matched: alert.matched.map(found => ({
      selection: text(found.selection),
      field: found.field === null ? null : text(found.field),
      pattern: text(found.pattern),
      value: text(found.value),
    })),
    entities: alert.entities.map(({ type, value }) => ({ type, value: text(value) })),
    evidence: alert.evidence.map(record => ({
      ...record,
      id: text(record.id),
      topic: text(record.topic),
      raw: text(record.raw),
    })),
  }
}

/** A row as it is read: what is selected of AlertsTable, with `seq` and times as the driver gives them. */
type Row<Name extends keyof AlertsTable> = Omit<Pick<AlertsTable, Name>, 'seq'> & { seq: number }

export const WHOLE_COLUMNS = [
  'seq',
  'id',
  'rule_id',
  'rule_title',
  'level',
  'tags',
  'event_time',
  'detected_at',
  'host',
  'source',
  'message',
  'fields',
  'matched',
  'entities',
  'evidence',
  'correlation',
  'timeline',
] as const

export function storedAlert({
  correlation,
  timeline,
  ...row
}: Row<(typeof WHOLE_COLUMNS)[number]>): StoredAlert {
  return {
    ...row,
    ...(correlation && { correlation }),
    ...(timeline && { timeline }),
    seq: Number(row.seq),
    event_time: row.event_time.toISOString(),
    detected_at: row.detected_at.toISOString(),
  }
}

/** The columns of a list: those that can be long only where there is no preview. */
export const LISTED_COLUMNS = [
  'seq',
  'id',
  'rule_id',
  'level',
  'event_time',
  'detected_at',
  'preview',
  'correlation',
] as const

export interface ListedRow extends Row<(typeof LISTED_COLUMNS)[number]> {
  whole: Preview | null
}

export function listedAlert({ preview, whole, correlation, ...row }: ListedRow): ListedAlert {
  const parts = preview ?? whole
  if (!parts) throw new TypeError(`alert ${row.id} has neither a preview nor its columns`)
  return {
    ...row,
    ...parts,
    ...(correlation && { correlation }),
    seq: Number(row.seq),
    event_time: row.event_time.toISOString(),
    detected_at: row.detected_at.toISOString(),
    truncated: preview !== null,
  }
}
