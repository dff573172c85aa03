import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileRules, type SigmaEvent } from './index.ts'
import { errorsOf, matchesOf, ruleText, selectionText, warningsOf } from './testing/detect.ts'

/** Texts with several documents, what is wrong in them, and where. */

const rule = (title: string) => ruleText('a:\n    x: 1\ncondition: a').replace('A rule', title)

function titlesOf(text: string): string[] {
  return compileRules([{ text }]).rules.map(({ title }) => title)
}

describe('several documents in one text', () => {
  test('are read, empty ones left out', () => {
    assert.deepEqual(titlesOf(`---\n${rule('One')}---\n# nothing\n---\n${rule('Two')}...\n`), ['One', 'Two'])
  })

  test('a broken one does not stop the others', () => {
    const text = `${rule('One')}---\na: [b\n---\n${rule('Two')}---\n- no\n- map\n---\n${rule('Three')}`
    const set = compileRules([{ text, file: 'x.yml' }])
    assert.deepEqual(
      set.rules.map(({ title }) => title),
      ['One', 'Two', 'Three'],
    )
    assert.deepEqual(
      set.findings.map(({ file, line, reason }) => [file, line, reason.slice(0, 20)]),
      [
        ['x.yml', 9, 'no valid YAML: defic'],
        ['x.yml', 19, 'a Sigma document mus'],
      ],
    )
    assert.equal(set.broken, 2)
  })

  test('global documents are merged into those after them', () => {
    const text = [
      'action: global\nlogsource:\n    product: test\nlevel: high',
      'title: One\ndetection:\n    a:\n        x: 1\n    condition: a',
      'title: Two\nlevel: low\nlogsource:\n    service: s\ndetection:\n    a:\n        x: 2\n    condition: a',
    ].join('\n---\n')
    const { rules } = compileRules([{ text }])
    assert.deepEqual(
      rules.map(({ title, level, logsource }) => ({ title, level, logsource })),
      [
        { title: 'One', level: 'high', logsource: { product: 'test' } },
        { title: 'Two', level: 'low', logsource: { product: 'test', service: 's' } },
      ],
    )
  })

  test('reset forgets the globals, repeat changes the document before', () => {
    const text = [
      'action: global\nlevel: critical',
      rule('One'),
      'action: repeat\ntitle: Two\ndetection:\n    a:\n        x: 2',
      'action: reset',
      rule('Three'),
    ].join('\n---\n')
    const { rules } = compileRules([{ text }])
    assert.deepEqual(
      rules.map(({ title, level }) => `${title} ${level}`),
      ['One critical', 'Two critical', 'Three medium'],
    )
  })

  test('an unknown action is refused', () => {
    assert.match(errorsOf('action: explode').join(), /unknown action 'explode'/)
    assert.match(errorsOf('action: repeat\ntitle: x').join(), /no document before it/)
    assert.match(errorsOf(`action: reset\n${rule('One')}`).join(), /only forgets/)
  })
})

describe('places of findings', () => {
  test('are line and column of what is wrong', () => {
    const text = `${rule('One')}---\n${selectionText('User|foo: 1')}`
    const [finding] = compileRules([{ text, file: 'a.yml' }]).findings
    assert.deepEqual(finding, {
      file: 'a.yml',
      line: 14,
      column: 9,
      severity: 'error',
      check: 'invalid-modifier',
      reason: "unknown modifier 'foo'",
    })
    assert.equal(text.split('\n')[13]?.indexOf('User|foo'), 8)
  })

  test('of broken YAML are those of the parser', () => {
    const [finding] = compileRules([{ text: `title: x\nid: 'y\n` }]).findings
    assert.equal(finding?.severity, 'error')
    assert.match(finding?.reason ?? '', /^no valid YAML/)
  })

  test('count lines with carriage returns too', () => {
    const [finding] = compileRules([{ text: selectionText('User|foo: 1').replaceAll('\n', '\r\n') }]).findings
    assert.equal(finding?.line, 6)
  })
})

describe('attributes', () => {
  test('are all read', () => {
    const text = `title: T
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
name: t_name
status: stable
description: D
license: MIT
author: A
date: 2024-01-02
modified: 2024-01-03
taxonomy: other
level: high
tags: [attack.t1110, attack.initial-access]
references:
    - https://example.org/
falsepositives: None
fields: [User]
scope: [server]
related:
    - id: 08fbc97d-0a2f-491c-ae21-8ffcfd3174e9
      type: derived
logsource: { product: Windows, service: Security, definition: needs auditing }
detection: { a: { x: 1 }, condition: a }
custom: ignored
`
    const set = compileRules([{ text, file: 'f.yml' }])
    assert.deepEqual(set.findings, [])
    const { detection, ...rest } = set.rules[0] ?? {}
    assert.ok(detection)
    assert.deepEqual(rest, {
      kind: 'rule',
      id: '929a690e-bef0-4204-a928-ef5e620d6fcc',
      title: 'T',
      name: 't_name',
      description: 'D',
      status: 'stable',
      author: 'A',
      license: 'MIT',
      date: '2024-01-02',
      modified: '2024-01-03',
      taxonomy: 'other',
      level: 'high',
      tags: ['attack.t1110', 'attack.initial-access'],
      references: ['https://example.org/'],
      falsepositives: ['None'],
      fields: ['User'],
      scope: ['server'],
      related: [{ id: '08fbc97d-0a2f-491c-ae21-8ffcfd3174e9', type: 'derived' }],
      logsource: { product: 'windows', service: 'security' },
      filters: [],
      file: 'f.yml',
      line: 1,
    })
  })

  test('a rule without an id is known by its title, and without a level is of medium level', () => {
    const [rule_without] = compileRules([{ text: rule('One') }]).rules
    assert.equal(rule_without?.id, 'One')
    assert.equal(rule_without?.level, 'medium')
  })

  const without = (line: RegExp) => rule('One').replace(line, '')
  const wrong: [name: string, text: string, reason: RegExp][] = [
    ['no title', without(/title.*\n/), /has no 'title'/],
    ['no logsource', without(/logsource:\n.*\n/), /has no 'logsource'/],
    ['an empty logsource', rule('One').replace('product: test', 'definition: x'), /must name a product/],
    [
      'a logsource that is a text',
      rule('One').replace(/logsource:\n.*\n/, 'logsource: linux\n'),
      /must be a map/,
    ],
    ['an unknown level', `level: urgent\n${rule('One')}`, /level 'urgent' is unknown: use one of/],
    ['no detection', 'title: x\nlogsource: { product: x }', /it is no Sigma rule/],
    ['several kinds at once', `filter: {}\n${rule('One')}`, /not several/],
    ['a detection that is a list', 'title: x\nlogsource: { product: x }\ndetection: [1]', /must be a map/],
  ]
  for (const [name, text, reason] of wrong)
    test(`${name} is refused`, () => assert.match(errorsOf(text).join(), reason))

  test('what nothing depends on gives a warning only', () => {
    const text = `status: brandnew\ntags: { a: b }\nrelated: x\nauthor: [a]\n${rule('One')}`
    assert.equal(warningsOf(text).length, 4)
    assert.deepEqual(titlesOf(text), ['One'])
  })
})

describe('YAML', () => {
  test('texts that look like other things in older YAML are texts', () => {
    const { rules } = compileRules([{ text: selectionText('A: [yes, off, 2024-01-01, 1_000, 0777]') }])
    const search = rules[0]?.detection.searches.get('selection')?.search
    assert.ok(search?.kind === 'field')
    assert.deepEqual(
      search.values.flatMap(({ tests }) => tests.map(({ kind }) => kind)),
      ['string', 'string', 'string', 'string', 'literal'],
    )
  })

  test('anchors and aliases stand for what they name', () => {
    assert.deepEqual(errorsOf(ruleText('a:\n    x: &v [1, 2]\n    y: *v\ncondition: a')), [])
  })

  test('merge keys give what a map has not by itself, the first map before the others', () => {
    const merged = [
      'a: &a {X: 1, Y: 1}',
      'b: &b {Y: 2, Z: 2}',
      's: {<<: [*a, *b], X: 0}',
      't:\n    <<: *b',
      'u:\n    <<:\n        W: 3',
      'condition: s or t or u',
    ].join('\n')
    const matches = (fields: SigmaEvent['fields']) => matchesOf(ruleText(merged), fields).length > 0
    assert.deepEqual(
      [{ X: 0, Y: 1, Z: 2 }, { X: 1, Y: 1, Z: 2 }, { Y: 2, Z: 2 }, { W: 3 }, { Y: 2 }].map(matches),
      [true, false, true, true, false],
    )
    for (const broken of ['s: {<<: x}', 's: {<<: [x]}'])
      assert.match(errorsOf(ruleText(`${broken}\ncondition: s`)).join(), /what is merged/)
  })

  test('directives stand before the document that they are for', () => {
    assert.deepEqual(titlesOf(`%YAML 1.2\n---\n${rule('One')}...\n---\n${rule('Two')}`), ['One', 'Two'])
  })

  test('a duplicate key, a tag and an unknown alias are refused', () => {
    const cases: [text: string, reason: RegExp][] = [
      [`title: x\n${rule('One')}`, /'title' stands twice/],
      ['title: !!js/function x', /tag !!js\/function has no meaning/],
      ['<<: x', /what is merged/],
      ['a: *b', /alias|unidentified/],
      ['a: &a [*a]', /alias|unidentified/],
      ['? [a]\n: b', /key must be a text/],
    ]
    for (const [text, reason] of cases) assert.match(errorsOf(text).join(), reason)
  })
})

describe('bounds', () => {
  test('a few lines of aliases that stand for billions of values are refused', () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
    for (let level = 1; level < 12; level++)
      lines.push(`a${level}: &a${level} [${new Array(10).fill(`*a${level - 1}`).join()}]`)
    assert.match(errorsOf(lines.join('\n')).join(), /stands for more than/)
  })

  test('deep nesting is refused', () => {
    assert.match(errorsOf(`a: ${'['.repeat(1000)}${']'.repeat(1000)}`).join(), /no valid YAML/)
  })

  test('a text of more than 16 million characters is refused', () => {
    assert.match(errorsOf('x'.repeat(16 * 1024 * 1024 + 1)).join(), /longer than/)
  })

  test('a rule with 100,000 values loads', () => {
    const values = Array.from({ length: 100_000 }, (_, at) => `    - v${at}`).join('\n')
    assert.deepEqual(errorsOf(selectionText(`A|contains:\n${values}`)), [])
  })

  test('any text is read without an exception', () => {
    for (const text of [
      '',
      '\0',
      '\ud800',
      '---',
      '---\n---',
      '%YAML 1.2\n---\na: b',
      '\ufeff---\n',
      'a',
      '[]',
      '{}',
      'null',
      ': : :',
      '- - -',
      '&a',
      '*a',
      '!',
      '|',
      '>',
      '"',
      "'",
      '{a: b',
      '%',
      '@',
      '\t',
    ])
      assert.ok(Array.isArray(errorsOf(text)), JSON.stringify(text))
  })
})
