/** What people write before they look for something better: a line at a time, one word, one INSERT. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

/** Reads `file` and inserts every line with `ALERT`. Returns lines a second. */
export async function runToy(file: string, insert: (line: string) => Promise<unknown>): Promise<number> {
  const started_ms = performance.now()
  let lines = 0
  for await (const line of createInterface({ input: createReadStream(file) })) {
    lines++
    if (line.includes('ALERT')) await insert(line)
  }
  return (lines * 1000) / (performance.now() - started_ms)
}

export const TOY_TABLE =
  'create table if not exists toy_alerts (id bigserial primary key, line text not null)'
export const TOY_INSERT = 'insert into toy_alerts (line) values ($1)'
