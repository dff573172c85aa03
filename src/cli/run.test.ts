import assert from 'node:assert/strict'
import { Readable, Writable } from 'node:stream'
import { describe, test } from 'node:test'
import { SentinelError } from '../errors.ts'
import { systemClock } from '../runtime/clock.ts'
import { allCommands, commandsFor } from './load-commands.ts'
import { runCommandLine } from './run.ts'

const commands = await allCommands()

async function run(args: readonly string[], given = commands, input = '') {
  const written = { stdout: '', stderr: '' }
  const collect = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += chunk
        done()
      },
    })
  const code = await runCommandLine(args, given, {
    environment: {},
    stdin: Readable.from(input === '' ? [] : [Buffer.from(input)]),
    stdout: collect('stdout'),
    stderr: collect('stderr'),
    clock: systemClock,
    signal: new AbortController().signal,
  })
  return { code, ...written }
}

describe('log-sentinel', () => {
  test('without a command tells which there are', async () => {
    const { code, stdout } = await run([])
    assert.equal(code, 2)
    for (const { name } of commands) assert.match(stdout, new RegExp(`^ {2}${name} `, 'm'))
  })

  test('loads a command alone where one is named, and all of them otherwise', async () => {
    for (const command of commands) assert.deepEqual(await commandsFor(command.name), [command])
    for (const name of [undefined, '--help', 'colector']) assert.deepEqual(await commandsFor(name), commands)
  })

  test('suggests the command that was meant', async () => {
    const { code, stderr } = await run(['colector'])
    assert.equal(code, 2)
    assert.match(stderr, /Did you mean collector\?/)
  })

  test('tells its version, and the flags of each command', async () => {
    assert.match((await run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
    for (const { name } of commands) {
      const { code, stdout } = await run([name, '--help'])
      assert.equal(code, 0)
      assert.match(stdout, new RegExp(`^Usage: log-sentinel ${name}`))
    }
  })

  test('refuses to run a service alone without its Kafka and database', async () => {
    for (const [args, missing] of [
      [['collector'], '--kafka'],
      [['detector', '--kafka', '127.0.0.1:1'], '--database'],
      [['dashboard', '--database', 'postgres://a@b/c'], '--kafka'],
    ] as const) {
      const { code, stderr } = await run(args)
      assert.equal(code, 2)
      assert.match(stderr, new RegExp(`no ${missing}`))
    }
  })

  test('refuses to listen beyond loopback without a login', async () => {
    const { code, stderr } = await run(['up', '--host', '0.0.0.0', '--data-dir', '/nonexistent/never-made'])
    assert.equal(code, 2)
    assert.match(stderr, /0\.0\.0\.0/)
  })

  test('prints the effective configuration, secrets masked', async () => {
    const { code, stdout } = await run([
      'config',
      '--database',
      'postgres://me:hunter2@localhost/logs',
      '--port',
      '9000',
    ])
    assert.equal(code, 0)
    assert.match(stdout, /^port: 9000$/m)
    assert.match(stdout, /postgres:\/\/me:\*+@localhost\/logs/)
    assert.doesNotMatch(stdout, /hunter2/)
  })

  test('hashes a password from standard input', async () => {
    const { code, stdout } = await run(['config', 'hash-password'], commands, 'open sesame\n')
    assert.equal(code, 0)
    assert.match(stdout, /^scrypt\$\S+\n$/)
    assert.equal((await run(['config', 'hash-password'])).code, 2)
  })

  test('tells an error in one message without a stack trace, with escapes made visible', async () => {
    const failing = commands.map(command => ({
      ...command,
      run: async (): Promise<number> => {
        throw new SentinelError('FILE_UNREADABLE', {
          where: 'a\u001b[2Jb',
          found: 'x',
          expected: 'y',
          remedy: 'z',
        })
      },
    }))
    const { code, stderr } = await run(['up'], failing)
    assert.equal(code, 1)
    assert.equal(stderr, 'log-sentinel: a\\u001b[2Jb\n  found     x\n  expected  y\n  remedy    z\n')
  })

  test('scans standard input and tells where rules matched', async () => {
    const input = 'all is well\nALERT: Failed login attempt from IP 203.0.113.7\n'
    const { code, stdout, stderr } = await run(
      ['scan', '--format', 'ndjson', '--fail-on', 'medium', '-'],
      commands,
      input,
    )
    assert.equal(code, 1)
    const [match] = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    assert.deepEqual([match.file, match.line], ['-', 2])
    assert.match(stderr, /^2 events, 1 matches/m)
  })

  test('checks, tests and lists the rules that come with it', async () => {
    assert.deepEqual((await run(['rules', 'check'])).code, 0)
    assert.deepEqual((await run(['rules', 'test'])).code, 0)
    assert.ok((await run(['rules', 'list'])).stdout.split('\n').length > 15)
    assert.equal((await run(['rules', 'bake'])).code, 2)
    assert.equal((await run(['rules', 'check', '/nonexistent/rules'])).code, 1)
  })
})
