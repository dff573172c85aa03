import fc from 'fast-check'
import type { Logsource, SigmaEvent } from '../index.ts'

/**
 * Rules and events at random, from so few characters and names that they often have to do with each other: letters
 * whose case folds in unusual ways, all dashes, wildcards and escapes among them.
 */
const CHARACTERS = [
  ...['a', 'b', 'A', 'B', 'k', 'S', '1', ' ', '-', '/', '–', '\\', '.', ':', '\n'],
  ...['é', 'É', 'ſ', '\u212a', 'ß', 'ı', 'İ', 'σ', 'ς', '𐐀', '𐐨', '\ud801', '\udc00', '本'],
]

const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 6 })
const shortText = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-'), maxLength: 4 })
const patternText = fc.string({ unit: fc.constantFrom(...CHARACTERS, '*', '?', '*'), maxLength: 6 })
const number = fc.constantFrom(0, 1, -1, 1.5, 11, 1e21, 2 ** 53)

const FIELDS = ['A', 'B', 'A.B', 'A.B.C', 'B.A', 'C']
const field = fc.constantFrom(...FIELDS)

const scalar = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 4, arbitrary: shortText },
  { weight: 2, arbitrary: number },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constant(null) },
)
const tested = fc.constantFrom('10.0.0.7', '10.1.2.3', '::1', '2024-05-17 08:30', '17', 'YWI=', 'a@b')

const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 8, arbitrary: scalar },
    { weight: 2, arbitrary: tested },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(fc.constantFrom('A', 'B', 'C', 'B.C'), tie('value'), { maxKeys: 3 }),
    },
  ),
}))

const logsource: fc.Arbitrary<Logsource> = fc.record(
  {
    product: fc.constantFrom('p', 'P', 'q'),
    service: fc.constantFrom('s', 't'),
    category: fc.constantFrom('c', 'registry_event', 'registry_set'),
  },
  { requiredKeys: [] },
)

export const generatedEvent: fc.Arbitrary<SigmaEvent> = fc.record({
  logsource,
  fields: fc.dictionary(fc.oneof(field, fc.constantFrom('D', '__proto__')), value, { maxKeys: 5 }),
  raw: fc.oneof(text, shortText, fc.string({ unit: 'binary', maxLength: 20 })),
  is_structured: fc.boolean(),
})

const list = <T>(of: fc.Arbitrary<T>) => fc.oneof(of, fc.array(of, { minLength: 1, maxLength: 9 }))
const written = fc.oneof(patternText, shortText)
const literal = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-', 'é'), minLength: 1, maxLength: 4 })

const REGEXES = [
  'a+b',
  '^a',
  '(?:a|b)-',
  'A[ab]{1,2}',
  '[^a]b',
  'a.b',
  '(?i)k',
  'ab?-|ba',
  '\\W',
  'aa|b(?:-|a)b',
  's$',
  'a(?!b)',
  '(?<=A|k)b',
  '^(?=.*a)(?!.*-b)',
  '(a|b)\\1',
  '(?>a|ab)-',
]

/** A key with modifiers, and values that go with them. */
const entry: fc.Arbitrary<readonly [string, unknown]> = fc.oneof(
  modified(
    ['', '|contains', '|startswith', '|endswith'],
    ['', '|cased', '|windash', '|cased|windash'],
    list(written),
  ),
  modified(
    ['|contains', '|startswith', ''],
    ['|all', '|all|windash', '|neq'],
    fc.array(written, { minLength: 2, maxLength: 4 }),
  ),
  modified([''], ['', '|neq'], list(fc.oneof(number, fc.boolean(), fc.constant(null), written))),
  modified(['|re'], ['', '|i', '|s', '|m', '|i|neq'], list(fc.constantFrom(...REGEXES))),
  modified(
    ['|base64offset|contains', '|wide|contains', '|utf16|base64', '|windash|base64'],
    [''],
    list(literal),
  ),
  modified(['|cidr'], [''], list(fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '::/64'))),
  modified(
    ['|gt', '|lte', '|minute', '|hour|gte', '|year|lt'],
    ['', '|neq'],
    list(fc.constantFrom(0, 1, 8, 30, 2025)),
  ),
  modified(['|exists'], [''], fc.boolean()),
  modified(['|fieldref'], ['', '|contains', '|startswith', '|endswith|cased'], field),
)

function modified(first: string[], second: string[], values: fc.Arbitrary<unknown>) {
  return fc
    .tuple(field, fc.constantFrom(...first), fc.constantFrom(...second), values)
    .map(([name, modifiers, more, given]) => [name + modifiers + more, given] as const)
}

const keyword = fc.oneof(
  patternText.filter(given => given !== ''),
  number,
)
const keywords = fc.oneof(
  fc.array(keyword, { minLength: 1, maxLength: 3 }),
  fc.array(keyword, { minLength: 2, maxLength: 3 }).map(given => ({ '|all': given })),
  fc.constantFrom(...REGEXES).map(given => ({ '|re': given })),
)

const map = fc.array(entry, { minLength: 1, maxLength: 3 }).map(entries => Object.fromEntries(entries))
const search = fc.oneof(
  { weight: 5, arbitrary: map },
  { weight: 2, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: keywords },
)

const condition = fc.constantFrom(
  ...[
    's1',
    's1 and s2',
    's1 or s2',
    's1 and not s2',
    'not s1',
    '1 of s*',
    'all of s*',
    '2 of s*',
    'not 2 of s*',
  ],
  ...['s1 and not 1 of s*', 'not (s1 and not (s2 or s3))', '(s1 or s2) and s3', 's1 and (not s2 or s3)'],
)

/** The text of a rule. JSON is YAML. */
export const generatedRule: fc.Arbitrary<string> = fc
  .record({ logsource, s1: search, s2: search, s3: search, condition })
  .map(({ logsource: source, ...detection }) =>
    JSON.stringify({
      title: 'generated',
      logsource: Object.keys(source).length === 0 ? { product: 'p' } : source,
      detection,
    }),
  )
