import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { isSentinelError } from '../errors.ts'
import { SCENARIOS } from './scenarios.ts'
import { type SimulatedLine, type SimulationOptions, simulate } from './simulate.ts'

const START_MS = Date.UTC(2026, 0, 31, 23, 59, 58)

function take(count: number, options: Partial<SimulationOptions> = {}): SimulatedLine[] {
  const lines = simulate({ seed: 7, start_ms: START_MS, lines_per_second: 10, ...options })
  return Array.from({ length: count }, () => lines.next().value)
}
const textOf = (lines: readonly SimulatedLine[]) => lines.map(({ line }) => `${line}\n`).join('')

test('the same seed gives the same bytes, on every machine', () => {
  const text = textOf(take(5000))
  assert.equal(textOf(take(5000)), text)
  // A change of this hash is a change of what every seed gives: intended, or a dependency on the machine.
  assert.equal(
    createHash('sha256').update(text).digest('hex'),
    'b9aff463dabafb40bf4bfda52be3a9698306dc22a003ea905019c24db2804698',
  )
})

test('another seed gives another log', () => {
  assert.notEqual(textOf(take(50, { seed: 8 })), textOf(take(50)))
  assert.notEqual(textOf(take(50, { seed: 7 + 2 ** 32 })), textOf(take(50)))
})

test('one line in twenty is the ALERT that an application writes at a failed login', () => {
  const lines = take(20_000)
  const alerts = lines.filter(({ line }) => line.includes('ALERT: Failed login attempt from IP 203.0.113.'))
  assert.equal(alerts.length, 1000)
  assert.ok(
    lines.slice(0, 5).some(({ line }) => line.includes('ALERT')),
    'the first comes at once',
  )
})

test('all scenarios take turns', () => {
  const told = new Set(take(6000).map(({ story }) => story))
  assert.deepEqual([...told].sort(), [...SCENARIOS, null].sort())
})

for (const scenario of SCENARIOS) {
  test(`the scenario ${scenario} alone is told in harmless noise`, () => {
    const lines = take(3000, { scenario })
    assert.deepEqual(new Set(lines.map(({ story }) => story)), new Set([scenario, null]))
    assert.ok(lines.some(({ rules }) => rules.length > 0))
    for (const { story, rules, line } of lines) if (story === null) assert.deepEqual(rules, [], line)
  })
}

test('an unknown scenario is refused with the names of the known ones', () => {
  assert.throws(
    () => simulate({ seed: 1, scenario: 'volcano', start_ms: 0, lines_per_second: 1 }),
    error => isSentinelError(error, 'USAGE') && SCENARIOS.every(name => error.message.includes(name)),
  )
})

test('time goes on at the given rate, and the lines tell it in UTC', () => {
  const lines = take(400, { lines_per_second: 4 })
  assert.deepEqual(
    lines.slice(0, 6).map(({ time_ms }) => time_ms - START_MS),
    [0, 250, 500, 750, 1000, 1250],
  )
  const text = textOf(lines)
  assert.match(text, /^Jan 31 23:59:5\d /m)
  assert.match(text, /^Feb {2}1 00:00:\d\d /m)
  assert.match(text, /\[01\/Feb\/2026:00:00:\d\d \+0000\]/)
  assert.match(text, /"time":"2026-02-01T00:00:\d\d\.\d{3}Z"/)
})

test('lines are single lines of a size that real logs have, some long, some beyond ASCII', () => {
  const lines = take(20_000).map(({ line }) => line)
  assert.equal(
    lines.find(line => line.includes('\n')),
    undefined,
  )
  const longest = Math.max(...lines.map(line => line.length))
  assert.ok(longest > 5000 && longest < 100_000, String(longest))
  assert.ok(lines.some(line => /[^\x00-\x7F]/.test(line)))
})

test('addresses are those for documentation or private ones, hosts end in .example', () => {
  const text = textOf(take(10_000))
  for (const [address] of text.matchAll(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g)) {
    const is_version = /^(142|18|26|144)\.\d/.test(address)
    assert.ok(is_version || /^(10\.20|198\.51\.100|192\.0\.2|203\.0\.113)\./.test(address), address)
  }
  for (const [, host] of text.matchAll(/^[A-Z][a-z]{2} [ \d]\d [\d:]{8} (\S+)/gm))
    assert.match(host ?? '', /\.example$/)
})
