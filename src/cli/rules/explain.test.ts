import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { folderWith } from './testing/rules-folder.ts'
import { runRules } from './testing/run.ts'

const RULE = `title: Remote shell
id: 5c1e3b0a-77d1-4c7e-9a43-0d5f1a3f6a10
logsource: { product: windows, category: process_creation }
detection:
    tool:
        - Image|endswith: ['\\sh.exe', '\\bash.exe']
        - CommandLine|contains|all: [' -i', '/dev/tcp']
    parent: { ParentImage|endswith: '\\sshd.exe' }
    filter_admin: { User|neq: 'root' }
    condition: tool and parent and not filter_admin
---
title: Known shells
id: 5c1e3b0a-77d1-4c7e-9a43-0d5f1a3f6a11
logsource: { product: windows }
filter: { rules: any, known: { Image|endswith: '\\bash.exe' }, condition: not known }
`
const HINTS = ['--logsource', 'product=windows,category=process_creation']

describe('log-sentinel rules explain', () => {
  const folder = folderWith({
    'rule.yml': RULE,
    'events.ndjson': '{"Image":"C:\\\\sh.exe"}\n\n{"Image":"C:\\\\bash.exe"}\n',
    'event.json': '{\n  "Image": "C:\\\\sh.exe",\n  "parentimage": "x"\n}\n',
    'list.json': '[{"Image":"1"},\n{"Image":"2"}]',
    'empty.log': '\n',
    'objects.json': '{\n"Image": "5"\n}\n{\n"Image": "6"\n}\n',
    'wide.ndjson': Buffer.from('\ufeff{"Image":"7"}\n', 'utf16le'),
    'packed.gz': gzipSync('{"Image":"8"}\n'),
    'no-rule.yml': 'title: x\n',
  })
  const at = (name: string) => join(folder, name)
  const explain = (...args: string[]) => runRules(['explain', '--rules', at('rule.yml'), ...args])
  const MATCHING = '{"Image":"C:\\\\sh.exe","ParentImage":"C:\\\\sshd.exe","User":"root"}'

  test('shows the condition as a tree, every part with what it says of the event', async () => {
    const { code, stdout } = await explain(...HINTS, at('rule.yml'), MATCHING)
    assert.equal(code, 0)
    const [, tree = ''] = stdout.split('  condition\n')
    assert.equal(
      tree,
      `    ✓ all of
      ✓ tool: one of
        ✓ Image endswith: \\sh.exe: the event has 'C:\\sh.exe'
        ✗ CommandLine contains|all:  -i | contains|all: /dev/tcp, not found of 2: the event has no field 'CommandLine'
      ✓ parent
        ✓ ParentImage endswith: \\sshd.exe: the event has 'C:\\sshd.exe'
      ✓ not
        ✗ filter_admin
          ✗ User not neq: root: the event has 'root'
  filter 'Known shells', which must hold as well
    ✓ not
      ✗ known
        ✗ Image endswith: \\bash.exe: the event has 'C:\\sh.exe'
`,
    )
    assert.match(stdout, /^✓ 'Remote shell' \(5c1e3b0a-\S+\) matches the event\n/)
    assert.match(stdout, /read as json, logsource product windows, category process_creation\n/)
  })

  test('finds the rule by its id or its title, in any case', async () => {
    for (const name of ['REMOTE shell', '5C1E3B0A-77d1-4c7e-9a43-0d5f1a3f6a10'])
      assert.match((await explain(...HINTS, name, MATCHING)).stdout, /^✓ /)
    const { code, stderr } = await explain('Remote shel', MATCHING)
    assert.equal(code, 1)
    assert.match(stderr, /Did you mean 'Remote shell'\?/)
  })

  test('says when a filter is what the rule is held back by', async () => {
    const { stdout } = await explain(...HINTS, at('rule.yml'), MATCHING.replace('sh.exe', 'bash.exe'))
    assert.match(stdout, /^✗ /)
    assert.match(stdout, /filter 'Known shells', which must hold as well\n {4}✗ not\n/)
  })

  test('says when the logsource alone excludes the rule', async () => {
    const { stdout } = await explain('--logsource', 'product=linux', at('rule.yml'), MATCHING)
    assert.match(stdout, /^✗ /)
    assert.match(
      stdout,
      /✗ logsource: the rule is only for product windows, category process_creation, so that it is not tried on events of product linux/,
    )
    assert.match(stdout, /\n {4}✓ all of\n/)
  })

  test('points to a field whose name differs in case only', async () => {
    const { stdout } = await explain(...HINTS, at('rule.yml'), at('event.json'))
    assert.match(stdout, /the event has no field 'ParentImage', but 'parentimage'/)
  })

  test('takes events from files of lines, of one object or of a list, and from standard input', async () => {
    const outcomes = async (stdin: string, ...args: string[]) =>
      (
        await runRules(
          ['explain', '--rules', at('rule.yml'), '--format', 'json', ...HINTS, at('rule.yml'), ...args],
          stdin,
        )
      ).stdout
        .trim()
        .split('\n')
        .map(line => JSON.parse(line).event.fields.Image)
    assert.deepEqual(await outcomes('', at('events.ndjson')), ['C:\\sh.exe', 'C:\\bash.exe'])
    assert.deepEqual(await outcomes('', '--record', '2', at('events.ndjson')), ['C:\\bash.exe'])
    assert.deepEqual(await outcomes('', at('event.json')), ['C:\\sh.exe'])
    assert.deepEqual(await outcomes('', at('list.json')), ['1', '2'])
    assert.deepEqual(await outcomes('{"Image":"3"}\n', '-'), ['3'])
    assert.deepEqual(await outcomes('', at('objects.json')), ['5', '6'])
    assert.deepEqual(await outcomes('', at('wide.ndjson')), ['7'])
    assert.deepEqual(await outcomes('', at('packed.gz')), ['8'])
  })

  test('tells of a name of no file, and of JSON that is none', async () => {
    const { stderr, stdout } = await explain(at('rule.yml'), 'no/event.json')
    assert.match(stderr, /there is no file 'no\/event.json'/)
    assert.match(stdout, /read as plain, logsource/)
    const torn = await explain(at('rule.yml'), '{"Image": "a/b')
    assert.equal(torn.stderr, '')
    assert.match(torn.stdout, /read as plain, though it begins as JSON or XML/)
  })

  test('tells null from the text of that name', async () => {
    const { stdout } = await explain(...HINTS, at('rule.yml'), '{"Image":null,"User":"null"}')
    assert.match(stdout, /the event has null\n/)
    assert.match(stdout, /the event has 'null'\n/)
  })

  test('writes as JSON what it shows as a tree', async () => {
    const { stdout } = await explain('--format', 'json', ...HINTS, at('rule.yml'), MATCHING)
    const { rule, event, matches, applies, condition, filters } = JSON.parse(stdout)
    assert.deepEqual([rule.title, event.format, matches, applies], ['Remote shell', 'json', true, true])
    assert.deepEqual([condition.kind, condition.holds, condition.of.length], ['and', true, 3])
    assert.deepEqual(
      filters.map(({ title }: { title: string }) => title),
      ['Known shells'],
    )
  })

  test('refuses what it can not use, and says what it needs', async () => {
    for (const [code, message, ...args] of [
      [2, /RULE \(a file, an id or a title\) and EVENT/, 'Remote shell'],
      [2, /a number from 1 to 2/, '--record', '3', at('rule.yml'), at('events.ndjson')],
      [2, /a file with an event/, at('rule.yml'), at('empty.log')],
      [1, /no-rule\.yml:1\n {2}found {5}the document has no/, at('no-rule.yml'), 'x'],
    ] as const) {
      const ran = await explain(...args)
      assert.match(ran.stderr, message)
      assert.equal(ran.code, code)
    }
  })

  test('shows escapes of events as text', async () => {
    const { stdout } = await explain(...HINTS, at('rule.yml'), 'a \u001b[2J b')
    assert.ok(!stdout.includes('\u001b'))
    assert.match(stdout, /\\u001b\[2J/)
  })
})
