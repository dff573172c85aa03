import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CHECKS, type CheckName } from '../checks.ts'
import { checkRules } from './check-rules.ts'

/** For each check a text that has what it looks for, and one that just has it not. */

const ID = '5c1e3b0a-77d1-4c7e-9a43-0d5f1a3f6a11'

/** A rule without a finding but for what is changed in it. */
function rule(changes: Record<string, string>): string {
  const parts = {
    title: 'Rule',
    id: ID,
    status: 'test',
    date: '2026-01-05',
    logsource: '{ product: windows, category: process_creation }',
    detection: '{ a: { CommandLine|contains: x }, condition: a }',
    level: 'low',
    ...changes,
  }
  const lines = Object.entries(parts).filter(([, value]) => value !== '')
  return lines.map(([key, value]) => `${key}: ${value}\n`).join('')
}
const detection = (searches: string, condition: string) =>
  rule({ detection: `{ ${searches}, condition: ${condition} }` })
/** One line of a detection. */
const line = (written: string) => detection(`a: { ${written} }`, 'a')
const open = (written: string) =>
  rule({ logsource: '{ product: x }', detection: `{ a: { ${written} }, condition: a }` })
const filter = (condition: string, rules = ID, product = 'windows') =>
  `${rule({})}---\ntitle: Filter\nid: 8d5e4a3c-0b06-4f0c-8f3f-5a8ed5b9b001\nlogsource: { product: ${product} }\nfilter: { rules: [${rules}], f: { User: u }, condition: ${condition} }\n`
const correlation = (rules: string, type = 'event_count') =>
  `${rule({ name: 'base' })}---\ntitle: Correlation\nid: 8d5e4a3c-0b06-4f0c-8f3f-5a8ed5b9b001\nstatus: test\nlevel: low\ncorrelation: { type: ${type}, rules: [${rules}], group-by: [User], timespan: 5m, condition: { gte: 3 } }\n`

const CASES: Readonly<
  Record<Exclude<CheckName, 'unreadable-file'>, readonly [has: string, just_not: string]>
> = {
  'invalid-yaml': ['title: "x', rule({})],
  'invalid-rule': [rule({ logsource: '' }), rule({})],
  'invalid-condition': [detection('a: { User: x }', 'a and b'), detection('a: { User: x }', 'not a')],
  'invalid-modifier': [line('User|contain: x'), line('User|contains: x')],
  'invalid-value': [line('User|cidr: x'), line('User|cidr: 10.0.0.0/8')],
  'invalid-correlation': [correlation('base', 'count'), correlation('base')],
  'placeholder-without-value': [line('User|expand: "%who%"'), line('User|expand: "100%"')],
  'duplicate-id': [`${rule({})}---\n${rule({})}`, `${rule({})}---\n${rule({ id: ID.replace('5', '6') })}`],
  'unknown-reference': [correlation('other'), correlation('base')],
  'never-matches': [
    detection('a: { Image|endswith: .exe }, b: { Image|endswith: .dll }', 'a and b'),
    detection('a: { Image|endswith: .exe }, b: { Image|endswith: e }', 'a and not b or b and not a'),
  ],
  'always-matches': [
    detection('a: { User: x }, b: { User: X }', 'a or not b'),
    detection('a: { User: x }, b: { User: xy }', 'a or not b'),
  ],
  'missing-id': [rule({ id: '' }), rule({})],
  'missing-level': [rule({ level: '' }), filter('not f')],
  'missing-status': [rule({ status: '' }), rule({ status: 'experimental' })],
  'id-not-uuid': [rule({ id: 'rule-1' }), rule({ id: ID.toUpperCase() })],
  'long-title': [rule({ title: 'x'.repeat(257) }), rule({ title: 'x'.repeat(256) })],
  'unknown-status': [rule({ status: 'testing' }), rule({ status: 'unsupported' })],
  'invalid-date': [rule({ date: '2026-02-30' }), rule({ date: '2024-02-29' })],
  'modified-before-date': [rule({ modified: '2026-01-04' }), rule({ modified: '2026-01-05' })],
  'invalid-attribute': [rule({ tags: '{ a: b }' }), rule({ tags: 'attack.t1059' })],
  'misspelt-attribute': [rule({ falsepositive: '[x]' }), rule({ falsepositives: '[x]', owner: 'me' })],
  'unknown-tag': [
    rule({ tags: '[attack.initial_access]' }),
    rule({ tags: '[attack.initial-access, attack.t1059.001, cve.2021-44228, tlp.amber, stp.3k]' }),
  ],
  'unknown-logsource': [
    rule({ logsource: '{ product: windows, category: process_creations }' }),
    rule({ logsource: '{ product: shop, category: orders }' }),
  ],
  'misspelt-field': [line('Commandline: x'), line('CommandLine: x')],
  'unknown-field': [line('Hostile: x'), open('Hostile: x')],
  'unused-selection': [
    detection('a: { User: x }, b: { User: y }', 'a'),
    detection('a: { User: x }, b: { User: y }', 'a or b'),
  ],
  'duplicate-selection': [
    detection('a: { User: [x, y] }, b: { User: [Y, x] }, c: { Image: z }', 'c and (a or b)'),
    detection(
      'a: { User: [x, y] }, b: { User|contains: [y, x] }, c: { Image: z }',
      'c and a and not b or c and b',
    ),
  ],
  'impossible-selection': [
    detection('a: { Image|contains|all: [x], Image|endswith: .exe, Image: y.dll }, b: { User: x }', 'a or b'),
    detection('a: { Image|endswith: .exe, Image|startswith: y.dll }, b: { User: x }', 'a or b'),
  ],
  'selection-without-effect': [
    detection('a: { Image|endswith: .exe }, f: { Image: x.dll }', 'a and not f'),
    detection('a: { Image|endswith: .exe }, f: { Image: x.dll.exe }', 'a and not f'),
  ],
  'matches-everything-else': [
    detection('a: { User: x }, b: { User: y }', 'not a or b'),
    detection('a: { User: x }, b: { User: y }', 'not b and a'),
  ],
  'filter-without-not': [filter('f'), filter('not f')],
  'filter-not-applied': [filter('not f', ID, 'linux'), filter('not f')],
  'all-with-one-value': [line('User|contains|all: x'), line('User|contains|all: [x, y]')],
  'all-of-exact-values': [open('roles|all: [x, y]'), open('roles|all: [x, "*y"]')],
  'null-in-list': [line('User: [x, null]'), line('User: null')],
  'keyword-fits-everything': [detection('a: ["*"]', 'a'), detection('a: ["x*y"]', 'a')],
  'network-host-bits': [line('User|cidr: 10.0.0.1/8'), line('User|cidr: 10.0.0.1/32')],
  'swallowed-backslash': [
    line(`CommandLine|contains: '\\Users\\Public\\*.exe'`),
    line(`CommandLine|contains: ['\\Users\\Public\\\\*.exe', 'select \\*', '\\*.bak', '\\*avira\\*']`),
  ],
  'network-as-text': [line('SourceIp: 10.0.0.0/8'), line('SourceIp|cidr: 10.0.0.0/8')],
  'file-name-alone': [line('Image: cmd.exe'), line('Image: System')],
  'doubtful-regex': [line("CommandLine|re: '/a.*b/i'"), line("CommandLine|re: '/a.*b/c'")],
  'half-file-name': [line('Image|endswith: cmd.exe'), line("Image|endswith: '\\cmd.exe'")],
  'broken-character': [rule({ author: 'Ren\ufffd' }), rule({ author: 'René' })],
  'duplicate-value': [line('User: [x, X]'), line('User|cased: [x, X]')],
  'covered-value': [line('User|contains: [ab, a]'), line('User: [ab, a]')],
  'redundant-wildcard': [line('User|contains: "x*"'), line('User|contains: ["x*y", "x\\\\*"]')],
  'redundant-regex-wildcard': [line('User|re: ".*[ab]"'), line('User|re: ".+[ab].*$"')],
  'plain-regex': [line('User|re: "^x\\\\.y"'), line('User|re: "^x.y"')],
}

const checksIn = (text: string) => checkRules([{ text }]).findings.map(({ check }) => check)

describe('a check', () => {
  test('has nothing to say of a rule in which nothing is wrong', () => {
    assert.deepEqual(checksIn(rule({})), [])
  })

  for (const [check, [has, just_not]] of Object.entries(CASES))
    test(`${check} finds what it looks for, and nothing else`, () => {
      const found = checkRules([{ text: has, file: 'a.yml' }]).findings.filter(
        finding => finding.check === check,
      )
      assert.ok(found.length > 0, `${has}\n${checksIn(has)}`)
      for (const { file, line: at, severity, reason } of found) {
        assert.equal(file, 'a.yml')
        assert.ok(at >= 1 && at <= has.split('\n').length)
        assert.ok(reason.length > 10)
        assert.equal(Object.entries(CHECKS).find(([name]) => name === check)?.[1].severity, severity)
      }
      assert.ok(!checksIn(just_not).some(name => name === check), `${just_not}\n${checksIn(just_not)}`)
    })
})

test('what other documents take over from a global one is found once', () => {
  const text = `action: global\nlogsource: { product: windows, category: process_creations }\n---\n${[1, 2]
    .map(number => rule({ id: ID.replace('5', String(number)), logsource: '' }))
    .join('---\n')}`
  assert.deepEqual(checksIn(text), ['unknown-logsource'])
})

test('paths in regular expressions and relations that do not exist are noticed', () => {
  assert.deepEqual(checksIn(line("CommandLine|re: 'C:\\Win.*x'")), ['doubtful-regex'])
  assert.deepEqual(checksIn(rule({ related: `[{ id: ${ID}, type: derives }]` })), ['invalid-attribute'])
  assert.deepEqual(checksIn(rule({ related: `[{ id: ${ID}, type: derived }]` })), [])
})

test('fields of another taxonomy are left alone', () => {
  assert.deepEqual(
    checksIn(rule({ taxonomy: 'mine', detection: '{ a: { Commandline: x }, condition: a }' })),
    [],
  )
})

test('findings come in the order of the texts and their lines', () => {
  const texts = ['b.yml', 'a.yml'].map(file => ({
    file,
    text: rule({ id: '', level: '', status: '', title: file }),
  }))
  assert.deepEqual(
    checkRules(texts).findings.map(({ file }) => file),
    ['b.yml', 'b.yml', 'b.yml', 'a.yml', 'a.yml', 'a.yml'],
  )
})

test('rules of very many values and selections are looked at within bounds', () => {
  const values = Array.from({ length: 50_000 }, (_, number) => `v${number}`)
  const searches = Array.from({ length: 3_000 }, (_, number) => [
    `s${number}`,
    { User: `v${number}`, Image: '*x' },
  ])
  const texts = [
    { a: { User: values }, condition: 'a' },
    { a: { 'User|contains': values.slice(0, 20_000) }, b: { User: 'w' }, condition: 'a and not b' },
    { ...Object.fromEntries(searches), condition: '2 of s*' },
  ].map(written => ({ text: rule({ detection: JSON.stringify(written) }) }))
  const { sound, findings } = checkRules(texts)
  assert.equal(sound, 1)
  for (const { check } of findings) assert.equal(check, 'duplicate-id')
})
