import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isSentinelError } from '../errors.ts'
import type { Command } from './command.ts'
import { parseCommandLine } from './parse.ts'

const command = (changes: Partial<Command> = {}): Command => ({
  name: 'try',
  summary: '',
  usage: '',
  options: { seed: { type: 'string', description: '' }, verbose: { type: 'boolean', description: '' } },
  takesSettings: true,
  positionals: 'FILE',
  run: async () => 0,
  ...changes,
})

describe('a command line', () => {
  test('is told apart into settings, options and arguments', () => {
    const parsed = parseCommandLine(command(), [
      '--port',
      '9000',
      'a.log',
      '--seed=7',
      '--verbose',
      '--kafka',
      'x:1,y:2',
      'b.log',
    ])
    assert.deepEqual(
      [...parsed.settings],
      [
        ['port', ['9000']],
        ['kafka', ['x:1,y:2']],
      ],
    )
    assert.deepEqual(
      [...parsed.options],
      [
        ['seed', ['7']],
        ['verbose', ['true']],
      ],
    )
    assert.deepEqual(parsed.positionals, ['a.log', 'b.log'])
  })

  test('takes several values for a list where there are no arguments', () => {
    const parsed = parseCommandLine(command({ positionals: null }), [
      '--rules',
      'a',
      'b',
      '--port',
      '1',
      '--rules',
      'c',
    ])
    assert.deepEqual(parsed.settings.get('rules'), ['a', 'b', 'c'])
  })

  test('takes what stands behind -- as arguments', () => {
    assert.deepEqual(parseCommandLine(command(), ['--', '--odd-name.log']).positionals, ['--odd-name.log'])
  })

  test('takes a negative number as a value', () => {
    assert.deepEqual(parseCommandLine(command(), ['--seed', '-1']).options.get('seed'), ['-1'])
  })

  for (const [args, found] of [
    [['--prot', '1'], /unknown flag/],
    [['--seed'], /no value/],
    [['--seed='], /no value/],
    [['--verbose=yes'], /the value yes/],
    [['-x'], /unknown flag/],
  ] as const) {
    test(`is refused with the reason: ${args.join(' ')}`, () => {
      assert.throws(
        () => parseCommandLine(command(), args),
        error => isSentinelError(error, 'USAGE') && found.test(error.details.found),
      )
    })
  }

  test('suggests the flag that was meant', () => {
    assert.throws(() => parseCommandLine(command(), ['--prot', '1']), /Did you mean --port\?/)
  })

  test('is refused with an argument where there must be none', () => {
    assert.throws(() => parseCommandLine(command({ positionals: null }), ['a.log']), /argument a\.log/)
  })
})
