import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { folderWith } from './testing/rules-folder.ts'
import { runRules } from './testing/run.ts'

const LINE = 'Nov 22 10:00:07 web-1 sshd[4711]: Failed password for root from 203.0.113.7 port 51022 ssh2'

describe('log-sentinel rules new', () => {
  const cases: readonly (readonly [name: string, args: readonly string[]])[] = [
    [
      'a field',
      [
        '--product',
        'windows',
        '--category',
        'process_creation',
        '--field',
        'Image|endswith',
        '--value',
        '\\who*.exe',
      ],
    ],
    [
      'several values',
      ['--product', 'windows', '--field', 'Image', '--value', 'yes', '--value', '1', '--value', '{a: "b'],
    ],
    ['keywords', ['--category', 'webserver', '--value', '../..', '--value', '# no comment']],
    [
      'an event of its own',
      ['--product', 'linux', '--service', 'sshd', '--field', 'user|re', '--value', '^ro+t$', '--event', LINE],
    ],
    [
      'everything else',
      [
        '--product',
        'x',
        '--value',
        'y',
        '--level',
        'high',
        '--author',
        'Me: "I"',
        '--description',
        'a\nb',
        '--tag',
        'attack.t1059',
        '--tag',
        'tlp.red',
      ],
    ],
    ['a value that fits anything', ['--product', 'x', '--field', 'User', '--value', '*']],
  ]
  for (const [name, args] of cases)
    test(`writes a rule with ${name} that passes its check and its test`, async () => {
      const folder = folderWith({})
      const { code, stdout, stderr } = await runRules([
        'new',
        '--title',
        `Rule: with "${name}"`,
        ...args,
        folder,
      ])
      assert.equal(code, 0, stderr)
      assert.equal(stdout.split('\n').filter(Boolean).length, 2)
      assert.equal(readdirSync(folder).length, 2)
      const checked = await runRules(['check', '--strict', folder])
      assert.deepEqual([checked.code, checked.stdout.includes('warning')], [0, false], checked.stdout)
      const tested = await runRules(['test', folder])
      assert.equal(tested.code, 0, tested.stdout)
      assert.match(tested.stderr, /^1 rules, 0 left out, [1-9]/)
    })

  test('gives the rule an id of its own, the day of the clock, and a file named for its title', async () => {
    const folder = folderWith({})
    const args = ['--product', 'x', '--value', 'y', folder]
    await runRules(['new', '--title', 'Élan: 2 things/../x', ...args])
    await runRules(['new', '--title', 'Another', ...args])
    assert.deepEqual(readdirSync(folder).sort(), [
      'another.test.yml',
      'another.yml',
      'e_lan_2_things_x.test.yml',
      'e_lan_2_things_x.yml',
    ])
    const text = readFileSync(join(folder, 'another.yml'), 'utf8')
    assert.match(text, /^id: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/m)
    assert.match(text, /^date: '?2026-11-22'?$/m)
    assert.equal((await runRules(['check', folder])).code, 0)
  })

  test('never writes over a file, nor leaves half of what it makes', async () => {
    const folder = folderWith({ 'a.yml': 'mine', 'b.test.yml': 'mine' })
    for (const name of ['a', 'b']) {
      const { code, stderr } = await runRules([
        'new',
        '--title',
        name,
        '--product',
        'x',
        '--value',
        'y',
        folder,
      ])
      assert.equal(code, 1)
      assert.match(stderr, /expected {2}a name that is free/)
    }
    assert.deepEqual(readdirSync(folder), ['a.yml', 'b.test.yml'])
    assert.equal(readFileSync(join(folder, 'a.yml'), 'utf8'), 'mine')
  })

  test('refuses answers that make no good rule, and writes nothing', async () => {
    const folder = folderWith({})
    for (const [message, ...args] of [
      [/--title/, '--product', 'x', '--value', 'y'],
      [/--value/, '--title', 'T', '--product', 'x'],
      [/at least one/, '--title', 'T', '--value', 'y'],
      [/informational, low/, '--title', 'T', '--product', 'x', '--value', 'y', '--level', 'worst'],
      [
        /is 'CommandLine' meant/,
        '--title',
        'T',
        '--product',
        'windows',
        '--category',
        'process_creation',
        '--field',
        'commandline',
        '--value',
        'y',
      ],
      [/unknown modifier/, '--title', 'T', '--product', 'x', '--field', 'a|contain', '--value', 'y'],
      [
        /an event that the rule matches/,
        '--title',
        'T',
        '--product',
        'x',
        '--field',
        'a|cidr',
        '--value',
        '10.0.0.0/8',
      ],
      [
        /the event has 'root'/,
        '--title',
        'T',
        '--product',
        'linux',
        '--field',
        'user',
        '--value',
        'bob',
        '--event',
        LINE,
      ],
    ] as const) {
      const { code, stderr } = await runRules(['new', ...args, folder])
      assert.equal(code, 2)
      assert.match(stderr, message)
    }
    const place = await runRules([
      'new',
      '--title',
      'T',
      '--product',
      'x',
      '--value',
      'y',
      join(folder, 'not-there'),
    ])
    assert.match(place.stderr, /a folder that exists, or a file NAME\.yml/)
    assert.ok(existsSync(folder))
    assert.deepEqual(readdirSync(folder), [])
  })

  describe('on a terminal', () => {
    /** Somebody who types these lines, each when it is asked for, and leaves. */
    const typing = (...lines: string[]) => Object.assign(Readable.from(typed(lines)), { isTTY: true })
    async function* typed(lines: readonly string[]) {
      for (const line of lines) {
        await setImmediate()
        yield `${line}\n`
      }
      await setImmediate()
    }

    test('asks for what is missing, again where an answer will not do', async () => {
      const folder = folderWith({})
      const answers = ['', 'Root', '', '', '', 'webserver', '', '', '../..', 'hgih', 'high', 'Why', '']
      const { code, stderr } = await runRules(['new', folder], typing(...answers))
      assert.equal(code, 0, stderr)
      assert.match(stderr, /this is needed/)
      assert.match(stderr, /needs a product, a service or a category/)
      assert.match(stderr, /one of informational/)
      const text = readFileSync(join(folder, 'root.yml'), 'utf8')
      for (const part of ['category: webserver', '../..', 'level: high', 'Why'])
        assert.ok(text.includes(part), part)
    })

    test('writes nothing where nobody answers any more', async () => {
      const folder = folderWith({})
      const { code, stderr } = await runRules(['new', folder], typing('Root'))
      assert.equal(code, 130)
      assert.match(stderr, /no rule was written/)
      assert.deepEqual(readdirSync(folder), [])
    })

    test('says of a place that will not do before it asks', async () => {
      const { code, stderr } = await runRules(['new', 'no/such/folder'], typing('Root'))
      assert.equal(code, 2)
      assert.match(stderr, /a folder that exists/)
      assert.doesNotMatch(stderr, /Title/)
    })
  })
})
