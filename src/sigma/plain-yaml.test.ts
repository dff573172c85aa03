import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readPlainYaml } from './plain-yaml.ts'
import { parseYaml } from './yaml-parser.ts'

const RULE = `title: A rule
detection:
    selection: # what is looked for
        - A|contains|all: 'x*'
          B.C|re|i: '^(a|b)+$'
        - D|cidr: 10.0.0.0/8
          I: "c: 'd"
          K|lt: 5
        -   E: https://example.org/#a?b=c
    keywords:
    - 'it''s'
    - evil: no
    # a comment

    - 0x1f
    - :\\ProgramData
    - "a \\"b\\\\"
    - '\u{1f600}' # a face
    quoted:
        '|all':
            - one
            - "two"
    text: |-
        first
          second

        third
    folded: |
      text  # no comment
condition: 1 of selection* or (keywords and not filter)
`

describe('a text that is read without the parser is read as the parser would', () => {
  /** Changed in a few places: nearly all that YAML allows, and forbids, comes up. */
  const pieces = [
    ...[
      '',
      '\n',
      '\n\n',
      ' ',
      '  ',
      '    ',
      '\t',
      '\r',
      ':',
      ': ',
      ':\n',
      '-',
      '- ',
      '\n- ',
      '#',
      ' #',
      '? ',
    ],
    ...[
      "'",
      '"',
      '[',
      ']',
      '{',
      '|',
      '>',
      '|\n',
      '\\',
      '&a ',
      '*a',
      '!',
      '%',
      '---\n',
      '...\n',
      '---',
      '<<: ',
    ],
    ...[
      'null',
      '~',
      '1',
      '.5',
      '-.inf',
      '.NaN',
      '+1',
      'True',
      'a: b',
      '\\\\',
      '\\"',
      "'a':",
      ':b',
      '\u00a0',
      '\u0085',
      '\u2028',
      '\ufeff',
      '\0',
      '\u{1f600}',
    ],
  ]
  const change = fc.tuple(fc.nat(RULE.length), fc.nat(6), fc.constantFrom(...pieces))

  test('wherever it is changed', () => {
    let read = 0
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), changes => {
        let text = RULE
        for (const [at, length, piece] of changes) text = text.slice(0, at) + piece + text.slice(at + length)
        const plain = readPlainYaml(text, 7)
        if (plain === undefined) return
        read++
        assert.deepEqual([plain], parseYaml(text, 7))
      }),
      { numRuns: 5000 },
    )
    assert.ok(read > 500, `only ${read} were read`)
  })

  test('made of any pieces', () => {
    const line = fc.tuple(
      fc.constantFrom('', '  ', '    ', '- ', '  - ', '    - ', '-   '),
      fc.constantFrom('', 'a:', 'b:', 'c: ', 'a b: ', 'd: ', '"a":', "'|e':", '- '),
      fc.constantFrom(
        '',
        'c',
        ' c',
        'c d',
        "'e'",
        "'e' f",
        '"g"',
        '1',
        '|',
        '|-',
        '#h',
        ' #h',
        'http://i',
        ':j',
        ': k',
        '"\\\\"',
        '"\\"l"',
        '"\\x"',
      ),
    )
    let read = 0
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '\n', '\n\n'),
        (lines, end) => {
          const text = lines.map(parts => parts.join('')).join('\n') + end
          const plain = readPlainYaml(text, 1)
          if (plain === undefined) return
          read++
          assert.deepEqual([plain], parseYaml(text, 1))
        },
      ),
      { numRuns: 20_000 },
    )
    assert.ok(read > 100, `only ${read} were read`)
  })
})

test('a rule as they are usually written needs no parser', () => {
  assert.ok(readPlainYaml(RULE, 1))
  assert.ok(readPlainYaml(`---\n${RULE}`, 1))
})

test('what is not read here is left to the parser', () => {
  const texts = [
    'a: [1]',
    'a: >\n  b',
    'a: b\n  c',
    'a: &x b',
    'a: !!str b',
    'a: "\\n"',
    '- a',
    'a',
    'a:\tb',
    'a:',
  ]
  for (const text of texts) assert.equal(readPlainYaml(text, 1), undefined, text)
})
