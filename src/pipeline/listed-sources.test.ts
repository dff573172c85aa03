import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SourceStatus } from '../schema/status.ts'
import { listedSources } from './listed-sources.ts'

const row = (index: number, more: Partial<SourceStatus> = {}): SourceStatus => ({
  source: `/var/log/idle-${index}.log`,
  kind: 'file',
  state: 'idle',
  read: index + 3,
  published: index,
  refused: 1,
  waiting: 2,
  bytes: { read: 10 * index + 30, published: 10 * index, refused: 10, waiting: 20 },
  cut: 1,
  lost_bytes: 5,
  position_bytes: index,
  size_bytes: index,
  records_per_second: 0,
  last_record_at: new Date(index).toISOString(),
  problem: null,
  ...more,
})

const sum = (rows: readonly SourceStatus[], value: (row: SourceStatus) => number) =>
  rows.reduce((total, row) => total + value(row), 0)

describe('the sources that a status lists', () => {
  test('are all of them where there is room', () => {
    const rows = Array.from({ length: 500 }, (_, index) => row(index))
    assert.deepEqual(listedSources(rows, 512 * 1024), rows)
  })

  test('keep within the bound with thousands of them, and add up to the same', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => row(index))
    const listed = listedSources(rows, 512 * 1024)
    assert.ok(Buffer.byteLength(JSON.stringify(listed)) < 513 * 1024)
    assert.ok(listed.length > 1000)
    assert.equal(listed.at(-1)?.source, `${10_000 - listed.length + 1} more sources`)
    for (const value of [
      (row: SourceStatus) => row.read,
      (row: SourceStatus) => row.published,
      (row: SourceStatus) => row.waiting,
      (row: SourceStatus) => row.refused,
      (row: SourceStatus) => row.bytes.read,
      (row: SourceStatus) => row.bytes.published,
      (row: SourceStatus) => row.lost_bytes,
      (row: SourceStatus) => row.cut,
    ])
      assert.equal(sum(listed, value), sum(rows, value))
  })

  test('begin with what needs somebody, and what is read', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => row(index))
    rows[17] = row(17, { problem: 'the file does not exist yet', state: 'missing' })
    rows[42] = row(42, { state: 'reading' })
    const names = listedSources(rows, 100_000).map(({ source }) => source)
    assert.deepEqual(
      names.slice(0, 3),
      [17, 42, 9999].map(index => `/var/log/idle-${index}.log`),
    )
  })
})
