/**
 * Lines as an attacker, or a broken program, would write them, and rules that look at what is in them: whoever reads
 * lines for the rules must survive all of them and say the same of each as the plain matcher says of the normalised
 * event.
 */

export interface HostileLine {
  readonly name: string
  /** Made when they are asked for, because some are large. Without a line ending. */
  readonly bytes: () => Uint8Array
}

export const HOSTILE_LINES: readonly HostileLine[] = [
  ...texts('no JSON object', [
    '',
    ' \t ',
    '\ufeff',
    '\0\0\0',
    'needle',
    'null',
    'true',
    '4625',
    '"needle"',
    '[]',
    '[{"X":"needle"}]',
    '{}',
    '{} {}',
    '{"X":"needle"}{"X":"b"}',
    '{"X":"needle"} trailing',
    '{"X":"needle"',
    '{"X":"needle',
    '{"X":"needle\\',
    '{"X":"needle\\u00',
    '{"X":"needle",}',
    '{,"X":"needle"}',
    '{"X" "needle"}',
    '{"X":}',
    '{X:"needle"}',
    "{'X':'needle'}",
    '{"X":["needle"}',
    '{"X":"needle"]',
    '{"X":undefined}',
    '{"X":NaN}',
    '{"X":-Infinity}',
    '{"X":tru}',
    '{"X":nulll}',
    '{"X":"needle"/* comment */}',
    '{"X":"a\tneedle"}',
    '{"X":"a\u0000needle"}',
    '{"X":"needle\\x41"}',
    '{"X":"needle\\u12g4"}',
    '{"X":"needle\\U0041"}',
    '{"X":"needle\\\'"}',
    '{"X\u001f":"needle"}',
  ]),
  ...texts('white space', [
    ' {"X":"needle"} ',
    '\ufeff{"X":"needle"}',
    '\ufeff \ufeff{"X":"needle"}',
    '\u00a0{"X":"needle"}',
    '\v{"X":"needle"}',
    '{"X":"needle"}\r',
    '{ \t"X" \r:\t "needle" }',
    '{"X"\u00a0:"needle"}',
  ]),
  ...texts(
    'numbers',
    [
      ...[
        '0',
        '-0',
        '0.0',
        '1.0',
        '1e3',
        '1E+3',
        '10e-1',
        '4625',
        '4625.0',
        '46.25e2',
        '1e400',
        '-1e400',
        '1e-400',
      ],
      ...[
        '9007199254740991',
        '9007199254740993',
        '123456789012345678901234567890',
        '5e-324',
        '1e21',
        '1e-7',
        '0.1',
      ],
      ...['01', '-', '+1', '.5', '5.', '1e', '1e+', '0x10', '1_000', '1.2.3', '--1', '4625 4625'],
    ].map(number => `{"N":${number}}`),
  ),
  ...texts(
    'numbers as texts',
    ['4625', '4625.0', '04625', '-0', '1e3', '9007199254740993', ' 4625', ''].map(
      number => `{"N":"${number}"}`,
    ),
  ),
  ...texts('escapes', [
    '{"X":"n\\u0065edle"}',
    '{"X":"\\u006E\\u0065\\u0065\\u0064\\u006C\\u0065"}',
    '{"\\u0058":"needle"}',
    '{"\\u0058":"a","X":"needle"}',
    '{"X":"needle","\\u0058":"a"}',
    '{"X":"a\\nneedle\\"\\\\\\/\\b\\f\\r\\t"}',
    '{"X":"needle\\u0000"}',
    '{"X\\u0000":"needle"}',
    '{"X":"\\\\"}',
    '{"X":"\\\\\\""}',
    '{"Image":"C:\\\\a\\\\evil.exe"}',
    '{"Image":"C:\\u005ca\\u005Cevil.exe"}',
    '{"Image":"C:/a/evil.exe"}',
    '{"Im\\u0061ge":"\\\\EVIL.EXE"}',
    '{"X":"\\ud83d\\ude00needle"}',
    '{"X":"\\ud801\\udc00"}',
    '{"X":"\\ud801\\udc28"}',
    '{"X":"\\ud801"}',
    '{"X":"\\udc28"}',
    '{"X":"\\ud801\\ud801\\udc28"}',
    '{"X":"\\ud801x\\udc28needle"}',
    '{"\\ud801":"needle"}',
  ]),
  ...texts('letters whose case folds in unusual ways', [
    '{"X":"\u212a"}',
    '{"X":"\u017f"}',
    '{"X":"needle\u0130"}',
    '{"X":"\u0131"}',
    '{"X":"\u1e9e\u00df"}',
    '{"X":"\u03a3\u03c2\u03c3"}',
    '{"X":"\u{10400}"}',
    '{"X":"\u{10428}"}',
    '{"X":"NEEDLE \u00e9\u00c9"}',
    '{"X":"\\u212A"}',
    '{"x":"needle"}',
    '{"\u212a":"needle"}',
  ]),
  ...texts('names', [
    '{"X":"a","X":"needle"}',
    '{"X":"needle","X":"a"}',
    '{"X":"needle","X":null}',
    '{"X":{"Y":"needle"},"X":{"Z":"a"}}',
    '{"A":{"B":"a","B":"needle"}}',
    '{"A":{"B":"a"},"A.B":"needle"}',
    '{"A.B":"needle","A":{"B":"a"}}',
    '{"A":{"B.C":"needle"}}',
    '{"A.B":{"C":"needle"}}',
    '{"A":[{"B":"a"},{"B":"needle"}]}',
    '{"A":[[{"B":"needle"}]]}',
    '{"A":"needle","A.":"a",".A":"b","..":"c","":"needle"}',
    '{"2":"a","1":"needle","X":"b","0":"c"}',
    '{"__proto__":"needle"}',
    '{"__proto__":{"X":"needle"}}',
    '{"__proto__":null,"X":"needle"}',
    '{"\\u005f_proto__":{"X":"needle"}}',
    '{"A":{"__proto__":{"B":"needle"}}}',
    '{"constructor":"needle","toString":"a","hasOwnProperty":"b","valueOf":1,"length":3}',
    '{"constructor":{"prototype":{"X":"needle"}}}',
  ]),
  ...texts('values', [
    '{"X":null}',
    '{"X":""}',
    '{"X":"aaab"}',
    '{"X":"abab!"}',
    '{"X":"a=a;"}',
    '{"X":"ab","Y":"needle!"}',
    '{"X":[]}',
    '{"X":{}}',
    '{"X":[null]}',
    '{"X":[[],{}]}',
    '{"X":["a","needle"]}',
    '{"X":["a",["b",["needle"]]]}',
    '{"X":[{"Y":"needle"}]}',
    '{"X":true}',
    '{"X":"true"}',
    '{"X":false,"Y":[true,4625,null,"a"]}',
    '{"Y":{"Z":{"W":"needle"}}}',
    '{"X":"{\\"X\\":\\"needle\\"}"}',
  ]),
  ...texts('Windows events', [
    windows('{"EventID":4688,"Channel":"Security"}', '{"NewProcessName":"C:\\\\evil.exe"}'),
    windows('{"EventID":"1","Channel":"Microsoft-Windows-Sysmon/Operational"}', '{"Image":"C:\\\\evil.exe"}'),
    windows('{"EventID":1e0,"Channel":"Microsoft-Windows-Sysmon/Operational"}', '{"Image":"\\\\evil.exe"}'),
    windows(
      '{"EventID":{"#text":1},"Channel":"Microsoft-Windows-Sysmon/Operational"}',
      '{"Image":"\\\\evil.exe"}',
    ),
    windows(
      '{"EventID":1,"EventID":3,"Channel":"Microsoft-Windows-Sysmon/Operational"}',
      '{"Image":"\\\\evil.exe"}',
    ),
    windows('{"EventID":1,"Channel":["Microsoft-Windows-Sysmon/Operational"]}', '{"Image":"\\\\evil.exe"}'),
    windows('{"EventID":1,"Channel":"microsoft-windows-SYSMON/operational"}', '{"Image":"\\\\evil.exe"}'),
    windows(
      '{"EventID":1,"Ch\\u0061nnel":"Microsoft-Windows-Sysmon/Operational"}',
      '{"Image":"\\\\evil.exe"}',
    ),
    windows('{"__proto__":{"Channel":"Security"},"EventID":1}', '{"__proto__":"needle"}'),
    windows('{"EventID":1,"Channel":"Security"}', '[{"Image":"\\\\evil.exe"}]'),
    windows('{"EventID":1,"Channel":"Security"}', '{"Data":["needle",{"#text":"a"}]}'),
    windows('{"EventID":1,"Channel":"Security"}', '"needle"'),
    windows('{"EventID":1,"Channel":"Security"}', 'null'),
    windows('"needle"', '{"Image":"\\\\evil.exe"}'),
    '{"Event":"needle"}',
    '{"Event":[]}',
    '{"Event":{"System":{"EventID":1}},"Event":{"X":"needle"}}',
    '{"Channel":"Security","EventID":4688,"NewProcessName":"C:\\\\evil.exe","Channel":"System"}',
    '{"winlog":{"channel":"Security","event_id":"4688","event_data":{"NewProcessName":"C:\\\\evil.exe"}}}',
    '{"product":"windows","category":"process_creation","Image":"C:\\\\evil.exe"}',
    '{"product":["windows"],"service":5,"category":null,"Image":"C:\\\\evil.exe"}',
    '{"product":"a","product":"windows","category":"process_creation","Image":"\\\\evil.exe"}',
  ]),
  ...invalidUtf8(),
  large('a value of 10 MB', () => `{"X":"${'ab'.repeat(5_000_000)}needle"}`),
  large('a value of 10 MB without an end', () => `{"X":"${'needle'.repeat(1_700_000)}`),
  large('a text of 10 MB', () => 'needle \\'.repeat(1_300_000)),
  large('a million escapes', () => `{"X":"${'\\u0041'.repeat(1_000_000)}needle"}`),
  large('a million backslashes', () => `{"X":"${'\\\\'.repeat(1_000_000)}evil.exe"}`),
  large('a million quotes', () => `{"X":"${'\\"'.repeat(1_000_000)}needle"}`),
  large('a megabyte of white space', () => `{"X":${' '.repeat(1_000_000)}"needle"${'\t'.repeat(1_000_000)}}`),
  large('a name of 1 MB', () => `{"${'X'.repeat(1_000_000)}":"needle","X":"b"}`),
  large('a number of 1 MB', () => `{"N":${'4'.repeat(1_000_000)},"X":"needle"}`),
  large('10,000 fields', () => objectOf(10_000, at => `"field ${at}":"needle ${at}"`)),
  large('10,000 times the same field', () => objectOf(10_000, at => `"X":"${at === 9_999 ? 'needle' : at}"`)),
  large('10,000 names with dots', () => objectOf(10_000, at => `"A.B.${at}":"needle"`)),
  large('a list of 200,000 values', () => `{"X":[${'"needle",'.repeat(199_999)}4625]}`),
  large('100,000 empty lists', () => `{"X":[${'[],'.repeat(99_999)}"needle"]}`),
  ...[10, 999, 1000, 1001, 100_000].flatMap(levels => [
    large(`lists nested ${levels} deep`, () => `{"X":${'['.repeat(levels)}"needle"${']'.repeat(levels)}}`),
    large(`maps nested ${levels} deep`, () => `${'{"A":'.repeat(levels)}{"B":"needle"}${'}'.repeat(levels)}`),
    large(`${levels} brackets without an end`, () => `{"X":${'['.repeat(levels)}`),
  ]),
  ...['a', 'ab', 'a-', '0', ' ', '\\\\', '\u00e9', 'x=x;'].map(piece =>
    large(`64 KB of ${piece}`, () => `{"X":"${piece.repeat(Math.ceil(65_536 / piece.length))}!"}`),
  ),
]

/** Rules, one a text, that look at what is in the lines. For an event of which nothing is known all are to be tried. */
export const HOSTILE_LINE_RULES: readonly string[] = [
  { a: { 'X|contains': 'needle' } },
  { a: { X: ['needle', 'b', '\u212a', '\u017f', '\u0131', 'true', '', '*needle\u0130'] } },
  { a: { 'X|contains': ['\u{10428}', '\ud801', '\udc28', '\ufffd', '\u00e9', 'ss', '\u03c3'] } },
  { a: { 'X|endswith': '!' } },
  { a: { 'X|startswith|cased': ['N', 'a'] } },
  { a: { X: null } },
  { a: { 'X|exists': true }, b: { 'X.Y|exists': false }, condition: 'a and b' },
  { a: { 'X|re': '(a+)+b$' } },
  { a: { 'X|re|i': '(?:^|[^a-z])NEEDLE$' } },
  { a: { 'X|re': '(?=.*(a|b))(?!.*needle)^(?:a|ab)+!$' } },
  { a: { 'X|re': '(.+)=\\1;' } },
  { a: { N: [0, 1, 1000, 4625, '1.0', 9007199254740993n.toString(), '1e3'] } },
  { a: { 'N|gt': 9007199254740991 } },
  { a: { 'N|lte': 0 } },
  { a: { 'A.B|contains': 'needle' } },
  { a: { 'A.B.C|contains': 'needle' } },
  { a: { 'A.B': null }, b: { 'A|exists': true }, condition: 'a and b' },
  { a: { '__proto__|contains': 'needle' } },
  { a: { '__proto__.X|contains': 'needle' } },
  { a: { 'constructor|contains': ['needle', 'function'] } },
  { a: { 'constructor.prototype.X|exists': true } },
  { a: { 'toString|exists': true } },
  { a: { 'length|gte': 1 } },
  { a: { '1': 'needle' } },
  { a: { 'X|exists': true }, b: { 'x|exists': true }, condition: 'b and not a' },
  { a: { 'X|fieldref|contains': 'Y' } },
  { a: { 'Image|endswith': '\\evil.exe' }, logsource: { product: 'windows', category: 'process_creation' } },
  { a: { EventID: [1, 4688] }, logsource: { product: 'windows' } },
  { a: { EventID: 4688, Channel: 'Security' }, logsource: { product: 'windows', service: 'security' } },
  { a: ['needle'] },
  { a: { '|all': ['needle', 'ab', '!'] } },
].map(ruleOf)

/** In JSON, which is YAML. */
function ruleOf(
  { condition = 'a', logsource = { category: 'any' }, ...searches }: Readonly<Record<string, unknown>>,
  at: number,
): string {
  return JSON.stringify({ title: `hostile ${at}`, logsource, detection: { ...searches, condition } })
}

function texts(kind: string, of: readonly string[]): HostileLine[] {
  return of.map(text => ({
    name: `${kind}: ${JSON.stringify(text).slice(1, -1).slice(0, 80)}`,
    bytes: () => new TextEncoder().encode(text),
  }))
}

function large(name: string, text: () => string): HostileLine {
  return { name, bytes: () => new TextEncoder().encode(text()) }
}

function objectOf(count: number, member: (at: number) => string): string {
  return `{${Array.from({ length: count }, (_, at) => member(at)).join()}}`
}

function windows(system: string, data: string): string {
  return `{"Event":{"System":${system},"EventData":${data}}}`
}

/** In a value, in a name, outside of any text, and at the very end of the line. */
function invalidUtf8(): HostileLine[] {
  const sequences: readonly (readonly number[])[] = [
    [0xff],
    [0x80],
    [0xc3],
    [0xc0, 0xaf],
    [0xe2, 0x82],
    [0xe0, 0x80, 0xaf],
    [0xed, 0xa0, 0x81, 0xed, 0xb0, 0x80],
    [0xf0, 0x90, 0x90],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf8, 0x88, 0x80, 0x80, 0x80],
    [0xc3, 0x22],
  ]
  const places: readonly (readonly [before: string, after: string])[] = [
    ['{"X":"', 'needle"}'],
    ['{"X":"needle', '"}'],
    ['{"X', '":"needle"}'],
    ['{"X":"needle"', '}'],
    ['{"X":"needle"}', ''],
    ['{"X":"needle', ''],
  ]
  const encoder = new TextEncoder()
  return sequences.flatMap(sequence =>
    places.map(([before, after]) => ({
      name: `no UTF-8: ${before}<${sequence.map(byte => byte.toString(16)).join(' ')}>${after}`,
      bytes: () => Uint8Array.from([...encoder.encode(before), ...sequence, ...encoder.encode(after)]),
    })),
  )
}
