import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compileRules, type Logsource } from './index.ts'
import { matchesOf, ruleText, selectionText } from './testing/detect.ts'

describe('logsource', () => {
  const rules = compileRules(
    [
      ['windows security', '{ product: windows, service: security }'],
      ['windows process', '{ product: windows, category: process_creation }'],
      ['windows', '{ product: windows }'],
      ['linux sshd', '{ product: linux, service: sshd }'],
      ['webserver', '{ category: webserver }'],
    ].map(([title, logsource]) => ({
      text: `title: ${title}\nlogsource: ${logsource}\ndetection: { a: { X: 1 }, condition: a }`,
    })),
  )
  const titles = (logsource: Logsource, set = rules) =>
    set.match({ logsource, fields: { X: 1 }, raw: '' }).map(match => match.rule.title)

  test('the product must agree', () => {
    assert.deepEqual(titles({ product: 'linux' }), ['linux sshd', 'webserver'])
    assert.deepEqual(titles({ product: 'Windows', service: 'Security' }), [
      'windows security',
      'windows process',
      'windows',
      'webserver',
    ])
  })

  test('a service or category that is known must agree, one that is not known does not exclude', () => {
    assert.deepEqual(titles({ product: 'windows', service: 'security', category: 'process_creation' }), [
      'windows security',
      'windows process',
      'windows',
    ])
    assert.deepEqual(titles({ product: 'windows', category: 'file_event' }), ['windows security', 'windows'])
    assert.deepEqual(titles({ product: 'windows', service: 'system' }), [
      'windows process',
      'windows',
      'webserver',
    ])
  })

  test('rules for registry events are tried on every kind of registry event', () => {
    const text = ruleText('a:\n    X: 1\ncondition: a', '    category: registry_event\n')
    const set = compileRules([{ text }])
    const tried = (category: string) => titles({ product: 'test', category }, set).includes('A rule')
    for (const category of ['event', 'add', 'delete', 'set', 'rename'])
      assert.equal(tried(`registry_${category}`), true, category)
    assert.equal(tried('registry_other'), false)
    assert.equal(tried('file_event'), false)
    const narrow = compileRules([{ text: text.replace('registry_event', 'registry_set') }])
    assert.deepEqual(titles({ product: 'test', category: 'registry_event' }, narrow), [])
  })

  test('rules with a product do not match where only a category is known', () => {
    assert.deepEqual(titles({ category: 'webserver' }), ['webserver'])
    assert.deepEqual(titles({ category: 'process_creation' }), [])
  })

  test('where nothing is known only rules without a product match, or all if asked for', () => {
    assert.deepEqual(titles({}), ['webserver'])
    assert.equal(
      compileRules([{ text: ruleText('a:\n    X: 1\ncondition: a') }], { unknown_logsource: 'all' }).match({
        logsource: {},
        fields: { X: 1 },
        raw: '',
      }).length,
      1,
    )
  })
})

describe('a match explains itself', () => {
  test('by the lines that held, with the values found', () => {
    const text = ruleText(`
selection:
    Image|endswith:
        - '\\\\powershell.exe'
        - '\\\\cmd.exe'
    CommandLine|contains|all:
        - ' -a'
        - ' -b'
keywords:
    - 'evil'
filter:
    User: root
condition: selection and keywords and not filter`)
    const fields = { Image: 'C:\\CMD.EXE', CommandLine: 'cmd.exe -B -A', User: 'bob' }
    assert.deepEqual(matchesOf(text, fields, 'an Evil line')[0]?.matched, [
      { selection: 'selection', field: 'Image', pattern: 'endswith: \\\\cmd.exe', value: 'C:\\CMD.EXE' },
      { selection: 'selection', field: 'CommandLine', pattern: 'contains|all:  -a', value: 'cmd.exe -B -A' },
      { selection: 'selection', field: 'CommandLine', pattern: 'contains|all:  -b', value: 'cmd.exe -B -A' },
      { selection: 'keywords', field: null, pattern: 'evil', value: 'an Evil line' },
    ])
  })

  test('only by what held in the branch that made it match', () => {
    const text = ruleText('a:\n    X: 1\n    Y: 1\nb:\n    X: 1\ncondition: a or b')
    assert.deepEqual(
      matchesOf(text, { X: 1 })[0]?.matched.map(({ selection }) => selection),
      ['b'],
    )
  })

  test('for null, exists and neq by what was found, which may be nothing', () => {
    const selection = "A: null\nB: null\nC|exists: true\nD|neq: 1\nE: ''"
    assert.deepEqual(
      matchesOf(selectionText(selection), { B: null, C: 5, D: 2, E: '' })[0]?.matched.map(
        ({ field, pattern, value }) => [field, pattern, value],
      ),
      [
        ['A', 'null', ''],
        ['B', 'null', 'null'],
        ['C', 'exists: true', ''],
        ['D', 'neq: 1', '2'],
        ['E', "''", ''],
      ],
    )
  })

  test('in bounded length', () => {
    const lines = Array.from({ length: 100 }, (_, at) => `F${at}: '*'`).join('\n')
    const fields = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`F${at}`, 'x'.repeat(5000)]))
    const matched = matchesOf(selectionText(lines), fields)[0]?.matched
    assert.equal(matched?.length, 64)
    assert.equal(matched?.[0]?.value.length, 1024)
  })
})
