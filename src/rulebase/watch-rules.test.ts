import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { eventually } from '../../test/helpers/eventually.ts'
import { temporaryFolder } from '../../test/helpers/temporary.ts'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { silentLogger } from '../runtime/logger.ts'
import { type LoadedRules, loadRuleFiles } from './load-rules.ts'
import { ruleText } from './testing/rule-text.ts'
import { watchRules } from './watch-rules.ts'

interface Watched {
  folder: string
  /** Every set that the watch gave, the one it started from first. */
  sets: LoadedRules[]
  errors: object[]
  /** Resolves when the ids in use are these. */
  ids(...expected: string[]): Promise<void>
}

async function watched(context: TestContext, clock: Clock = systemClock, files = 1): Promise<Watched> {
  const folder = join(temporaryFolder(context), 'rules')
  mkdirSync(folder)
  writeFileSync(join(folder, 'a.yml'), ruleText('a'))
  for (let file = 1; file < files; file++) writeFileSync(join(folder, `${file}.yml`), ruleText(`${file}`))
  const sets = [await loadRuleFiles([folder])]
  const errors: object[] = []
  const logger = { ...silentLogger, error: (fields: object) => errors.push(fields) }
  const stop = new AbortController()
  const [current] = sets
  assert.ok(current)
  const options = { onChange: (set: LoadedRules) => sets.push(set), clock, logger, poll_ms: 50, quiet_ms: 20 }
  const watch = watchRules(current, options, stop.signal)
  context.after(async () => {
    stop.abort()
    await watch
  })
  const ids = (...expected: string[]) =>
    eventually(async () =>
      assert.deepEqual(
        sets.at(-1)?.set.rules.map(({ id }) => id),
        expected,
      ),
    )
  return { folder, sets, errors, ids }
}

test('rules are reloaded when a file is added, changed and removed', async context => {
  const { folder, ids } = await watched(context)
  writeFileSync(join(folder, 'b.yml'), ruleText('b'))
  await ids('a', 'b')
  writeFileSync(join(folder, 'a.yml'), ruleText('changed'))
  await ids('changed', 'b')
  rmSync(join(folder, 'b.yml'))
  await ids('changed')
})

test('a file that became broken is reported, and the rules of the others stay', async context => {
  const { folder, sets, ids } = await watched(context)
  writeFileSync(join(folder, 'b.yml'), ruleText('b'))
  await ids('a', 'b')
  writeFileSync(join(folder, 'b.yml'), 'title: [')
  await ids('a')
  assert.match(sets.at(-1)?.problems[0]?.reason ?? '', /no valid YAML/)
})

test('nothing is given while nothing changes', async context => {
  let looks = 0
  const clock = {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => {
      looks++
      return systemClock.sleep(ms, signal)
    },
  }
  const { sets } = await watched(context, clock)
  await eventually(async () => assert.ok(looks > 5))
  assert.equal(sets.length, 1)
})

test('a file that is still being written is read when it is quiet', async context => {
  let folder = ''
  let writes = 0
  const parts = [
    'title: Rule long\nid: long\n',
    'logsource: { product: test }\n',
    'detection: { a: { X: 1 }, ',
    'condition: a }\n',
  ]
  // Each pause of the watch sees a little more of the file.
  const clock: Clock = {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      writes++
      if (folder && writes > 3) writeFileSync(join(folder, 'long.yml'), parts.slice(0, writes - 3).join(''))
      await systemClock.sleep(writes < 3 + parts.length ? 5 : ms, signal)
    },
  }
  const watch = await watched(context, clock)
  folder = watch.folder
  await watch.ids('a', 'long')
  assert.deepEqual(
    watch.sets.flatMap(({ problems }) => problems),
    [],
  )
})

test('while the folder is away the rules stay in use, and that is said once', async context => {
  const { folder, sets, errors, ids } = await watched(context)
  renameSync(folder, `${folder}.away`)
  await eventually(async () => assert.equal(errors.length, 1))
  writeFileSync(join(`${folder}.away`, 'b.yml'), ruleText('b'))
  renameSync(`${folder}.away`, folder)
  await ids('a', 'b')
  assert.equal(sets.length, 2)
  assert.equal(errors.length, 1)
})

test('the more files there are, the longer are the pauses between two looks', async context => {
  const pauses: number[] = []
  const clock = {
    ...systemClock,
    sleep: (ms: number, signal?: AbortSignal) => {
      pauses.push(ms)
      return systemClock.sleep(ms, signal)
    },
  }
  await watched(context, clock, 20)
  assert.deepEqual(pauses, [100])
})
