import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { type Action, actions, Model } from './testing/model.ts'
import { Folder, Tail } from './testing/tail.ts'

/** `npm run test:model` names a larger number. */
const RUNS = Number(process.argv[2] ?? 200)
const SEED = process.argv[3] === undefined ? null : Number(process.argv[3])
/** The model needs no disk: what survives a crash is decided by copying the positions at that moment. */
const PARENT = existsSync('/dev/shm') ? '/dev/shm' : undefined

async function play(steps: readonly Action[]): Promise<void> {
  const folder = new Folder(PARENT)
  const model = new Model(folder)
  const tails: Tail[] = []
  let running = false
  const start = (): Tail => {
    if (!running) {
      tails.push(
        new Tail(folder, {
          paths: ['app.log', 'app.log.*.gz'],
          poll_ms: 2,
          round_ms: 5,
          save_ms: 3,
          batch_records_max: 16,
          turn_bytes: 512,
          rotated_wait_ms: 60_000,
          deleted_wait_ms: 20,
        }),
      )
    }
    running = true
    return newest()
  }
  const newest = (): Tail => {
    const tail = tails.at(-1)
    assert(tail)
    return tail
  }
  const delivered = () => new Set(tails.flatMap(({ texts }) => texts))
  const everything = () => {
    const have = delivered()
    return [...model.owed].every(line => have.has(line))
  }
  try {
    // What the path means is told to the source before anything happens to it.
    await start().until(() => existsSync(folder.checkpoint), 'the first checkpoint')
    for (const step of steps) {
      if (step.do === 'crash' || step.do === 'stop') {
        if (running) await (step.do === 'crash' ? newest().crash() : newest().stop())
        running = false
      } else if (step.do === 'start') start()
      else if (step.do === 'yield') await pause(1)
      else if (step.do === 'settle') {
        if (running) await newest().until(everything, 'what is owed')
      } else if (step.do === 'gzip') {
        // What was not read of a log, or not saved as read, goes under other ids when it is read from an archive.
        if (!running || !model.packable) continue
        await newest().until(() => everything() && model.isRotatedSaved(), 'what is owed')
        model.apply(step, delivered())
      } else if (step.do === 'copytruncate') {
        // Nobody can tell a copy from a log that came and went unseen, unless what was read of the log is saved before
        // it is copied, and the log is looked at before it moves on.
        if (running) await newest().until(() => everything() && model.isSaved(), 'what is owed')
        model.apply(running ? step : { do: 'truncate' }, delivered())
        const looked = () => newest().status.some(({ size_bytes }) => size_bytes === 0)
        if (running && model.exists) await newest().until(looked, 'the look')
      } else model.apply(step, delivered())
    }
    await start().until(everything, 'what is owed')
    const ids = new Map<string, string>()
    const texts = new Map<string, string>()
    for (const { id, text } of tails.flatMap(({ received }) => received)) {
      assert(model.owed.has(text) || model.allowed.has(text), `nobody wrote the line ${JSON.stringify(text)}`)
      assert.equal(ids.get(text) ?? id, id, `two ids for ${JSON.stringify(text)}`)
      assert.equal(texts.get(id) ?? text, text, `two lines under the id ${id}`)
      ids.set(text, id)
      texts.set(id, text)
    }
  } finally {
    if (running) await newest().stop()
    folder.dispose()
  }
}

test(`${RUNS} random lives of a log deliver what is owed, under one id each`, async t => {
  const seed = SEED ?? Math.floor(Math.random() * 2 ** 31)
  t.diagnostic(`seed ${seed}; \`model.test.ts RUNS SEED\` plays the same lives again`)
  await fc.assert(fc.asyncProperty(actions, play), { numRuns: RUNS, seed })
})
