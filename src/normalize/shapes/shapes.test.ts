import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { eventOf, fieldsLike } from '../testing/events.ts'
import { SAMPLES } from '../testing/samples.ts'
import { needs, sharedTexts } from '../testing/shared-data.ts'
import { SHAPES } from './shapes.ts'

describe('a JSON record', () => {
  for (const { name, record, logsource, fields } of SAMPLES) {
    test(`of ${name} (${Object.values(logsource).join(' ')}) is recognised and has the names of rules`, () => {
      const event = eventOf(JSON.stringify(record))
      assert.equal(event.format, name)
      assert.deepEqual(event.logsource, logsource)
      assert.deepEqual(fieldsLike(event, fields), fields)
    })
  }

  test('keeps its own names beside those of rules, whatever its shape', () => {
    for (const { record } of SAMPLES) {
      const event = eventOf(JSON.stringify(record))
      assert.deepEqual(fieldsLike(event, record), record)
    }
  })

  test('that lacks one key of a shape is not of it', () => {
    for (const { name, record } of SAMPLES) {
      for (const shape of SHAPES.filter(({ format }) => format === name)) {
        for (const { path } of shape.keys) {
          const without = withoutPath(record, path)
          if (without === undefined) continue
          const others = SHAPES.filter(other => other !== shape && other.format === name)
          if (others.length === 0)
            assert.notEqual(eventOf(JSON.stringify(without)).format, name, path.join('.'))
        }
      }
    }
  })

  test('of any kind loses nothing and never throws, whatever stands under the names of shapes', () => {
    const names = [...new Set(SHAPES.flatMap(({ keys }) => keys.flatMap(({ path }) => path)))]
    const record = fc.object({ key: fc.constantFrom(...names, '__proto__'), maxDepth: 3 })
    const sample = fc.constantFrom(...SAMPLES.map(({ record }) => record))
    fc.assert(
      fc.property(sample, record, (known, more) => {
        const object: Record<string, unknown> = JSON.parse(JSON.stringify({ ...more, ...known }))
        const event = eventOf(JSON.stringify(object))
        // Of evtx_dump's records only the data is kept, and the text.
        if (event.format === 'windows-event') return
        for (const name of Object.keys(object)) assert.ok(Object.hasOwn(event.fields, name), name)
      }),
      { numRuns: 500 },
    )
  })

  const path = 'cloud/panther-tests.ndjson'
  test('of a real service is recognised', needs(path), () => {
    const kinds = Map.groupBy(
      sharedTexts(path).map((text): { log_type: string; event: unknown } => JSON.parse(text)),
      ({ log_type }) => log_type,
    )
    const shares = (
      [
        ['AWS.CloudTrail', 'cloudtrail', 0.95],
        ['Azure.MonitorActivity', 'azure-activity', 0.85],
        ['OneLogin.Events', 'onelogin', 0.8],
        ['Osquery.Differential', 'osquery', 0.9],
        ['GSuite.ActivityEvent', 'google-workspace', 0.5],
      ] as const
    ).map(([log_type, format, least]) => {
      const events = kinds.get(log_type) ?? []
      const found = events.filter(({ event }) => eventOf(JSON.stringify(event)).format === format)
      return { log_type, least, share: found.length / events.length }
    })
    assert.deepEqual(
      shares.filter(({ share, least }) => !(share >= least)),
      [],
    )
  })
})

/** The record without what stands at `path`, or undefined where nothing does. */
function withoutPath(
  record: Record<string, unknown>,
  path: readonly string[],
): Record<string, unknown> | undefined {
  const [name = '', ...rest] = path
  if (!Object.hasOwn(record, name)) return undefined
  const { [name]: value, ...others } = record
  if (rest.length === 0) return others
  if (typeof value !== 'object' || value === null) return undefined
  const inner = withoutPath({ ...value }, rest)
  return inner && { ...others, [name]: inner }
}
