import fc from 'fast-check'

/**
 * Lines of JSON as bytes, at random and hostile: every way to write a text or a number, keys twice, deep nesting, bytes
 * that are no UTF-8, shapes of Windows events, and lines that are not JSON after all. Texts are of the same few
 * characters as those of `generate.ts`.
 */
const CHARACTERS = [
  'a',
  'b',
  'A',
  'B',
  'k',
  'S',
  '1',
  ' ',
  '-',
  '/',
  '–',
  '\\',
  '.',
  '\n',
  '"',
  'é',
  'ſ',
  '\u212a',
  '𐐀',
  '\ud801',
]

const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 6 })
const plainText = fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-', '1'), maxLength: 5 })

/** A text as a JSON string, each character written in one of the ways that there are. */
const written = fc
  .tuple(fc.oneof(plainText, plainText, text), fc.infiniteStream(fc.nat({ max: 9 })))
  .map(([value, ways]) => `"${[...value].map(char => write(char, ways.next().value)).join('')}"`)

function write(char: string, way: number): string {
  if (way === 0)
    return [...Array(char.length).keys()]
      .map(at => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join('')
  if (way === 1 && char === '/') return '\\/'
  return JSON.stringify(char).slice(1, -1)
}

const number = fc.constantFrom(
  ...[
    '0',
    '-0',
    '1',
    '1.0',
    '1e0',
    '10e-1',
    '1E3',
    '1000',
    '-1',
    '1.5',
    '11',
    '1e999',
    '1e21',
    '9007199254740993',
  ],
  ...[
    '123456789012345',
    '1234567890123456',
    '0.0000001',
    '-0.0',
    '1e+2',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    'NaN',
  ],
)
const word = fc.constantFrom('true', 'false', 'null', 'null', 'tru', 'nul')
const key = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('A', 'B', 'C', 'A.B', 'A.B.C', 'B.A', 'B.C', 'D', '__proto__', 'a b', 'C D'),
  },
  { weight: 1, arbitrary: fc.constantFrom('\\u0041', 'é', '') },
)
const blank = fc.constantFrom('', '', '', '', ' ', '\t', '\r', '  ', '\u00a0')

const { value } = fc.letrec<{ value: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 10, arbitrary: written },
    { weight: 4, arbitrary: number },
    { weight: 2, arbitrary: word },
    {
      weight: 2,
      arbitrary: fc.array(tie('value'), { maxLength: 3 }).map(elements => `[${elements.join(',')}]`),
    },
    { weight: 2, arbitrary: mapOf(tie('value')) },
  ),
}))

function mapOf(values: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .array(fc.tuple(key, values, blank, blank), { maxLength: 4 })
    .map(members => `{${members.map(([name, of, a, b]) => `${a}"${name}"${b}:${of}${a}`).join(',')}}`)
}

const members = fc.array(
  fc.tuple(key, value).map(([name, of]) => `"${name}":${of}`),
  { maxLength: 5 },
)
const hint = (name: string, ...values: string[]) =>
  fc.option(
    fc.constantFrom(...values).map(of => `"${name}":${of}`),
    { nil: undefined, freq: 3 },
  )
const hints = fc.tuple(
  hint('product', '"p"', '"P"', '"q"', '"\\u0070"', '1'),
  hint('service', '"s"', '"t"', '""', 'null'),
  hint('category', '"c"', '"registry_set"', '"registry_add"', '{}'),
)
const windows = fc.constantFrom(
  ...[
    '"Channel":"System","EventID":1',
    '"EventID":"007","Channel":"Security"',
    '"Channel":"X","EventID":1.5',
  ],
  ...[
    '"Channel":"Security","EventID":4688,"NewProcessName":"a"',
    '"EventID":1',
    '"Channel":"a-1","EventID":1,"Hostname":"a"',
  ],
)

const record = fc
  .tuple(members, hints, fc.option(windows, { nil: undefined, freq: 2 }), fc.nat())
  .map(([fields, told, event, order]) => {
    const all = [...fields, ...told, event].filter(part => part !== undefined)
    const at = all.length === 0 ? 0 : order % all.length
    return `{${[...all.slice(at), ...all.slice(0, at)].join(',')}}`
  })
const evtx = fc
  .tuple(members, members, fc.constantFrom('', '"UserData":{"E":{"A":"a"}},', '"UserData":null,'))
  .map(
    ([data, outside, user]) =>
      `{"Event":{${user}"System":{"Channel":"System","EventID":{"#text":7},"Computer":"a"},"EventData":{${data.join()}}}` +
      `${outside.map(member => `,${member}`).join('')}}`,
  )
const winlogbeat = fc
  .tuple(members, members)
  .map(
    ([data, outside]) =>
      `{"winlog":{"channel":"b","event_id":"1","event_data":{${data.join()}}}${outside.map(member => `,${member}`).join('')}}`,
  )

/** Long enough to be searched in parts. */
const longText = fc.string({
  unit: fc.constantFrom('a', 'b', 'A', 'k', '-', '1', ' ', '\\', 'é'),
  minLength: 200,
  maxLength: 500,
})

/** As programs write them: nothing odd. */
const calm = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom('A', 'B', 'C', 'D', 'UtcTime', '@timestamp', 'time'),
      fc.oneof(
        { weight: 6, arbitrary: plainText },
        { weight: 1, arbitrary: text },
        { weight: 1, arbitrary: longText },
        {
          weight: 2,
          arbitrary: fc.constantFrom(0, 1, 8, 11, 1_800_000_000, true, null, '2025-01-02 03:04:05.678'),
        },
        { weight: 1, arbitrary: fc.constantFrom(['a', 'b'], { B: 'a', C: 1 }) },
      ),
      { maxKeys: 6 },
    ),
    fc.constantFrom({}, {}, { product: 'p' }, { product: 'p', service: 's' }, { category: 'c' }),
    fc.constantFrom(0, 0, 0, 1),
  )
  .map(([fields, told, spaces]) => JSON.stringify({ ...fields, ...told }, undefined, spaces))

const ENCODER = new TextEncoder()
const bytes = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: record },
      { weight: 2, arbitrary: evtx },
      { weight: 2, arbitrary: winlogbeat },
    ),
    fc.constantFrom('', '', '', ' ', '\r', '\ufeff', '}', 'x', '\u00a0'),
    fc.constantFrom('', '', '', ' ', '\ufeff'),
  )
  .map(([line, after, before]) => ENCODER.encode(before + line + after))

/** The bytes of a line, which may be empty. */
export const generatedLine: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 12, arbitrary: bytes },
  { weight: 12, arbitrary: calm.map(line => ENCODER.encode(line)) },
  // With a byte that is another one than it was, or cut.
  {
    weight: 2,
    arbitrary: fc.tuple(bytes, fc.nat(), fc.nat({ max: 255 })).map(([line, at, byte]) => {
      const changed = Uint8Array.from(line)
      if (changed.length > 0 && byte !== 10) changed[at % changed.length] = byte
      return changed
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(bytes, fc.nat()).map(([line, at]) => line.slice(0, at % (line.length + 1))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
)
