import { cpSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../../src/simulate/random.ts'
import type { Stack } from './stack.ts'

/** What goes wrong, once; over when it resolves: the part is back, or on its way back. */
type Action = (stack: Stack, random: Random) => Promise<void>

export interface Fault {
  /** Which of the two installations it happens to. */
  stack: 'services' | 'embedded'
  run: Action
  /** Alerts that were stored may be gone for a while, until they are detected again. */
  sets_back?: true
}

/** `kill -9` of one of the part's instances at a random moment, and a start after a random pause. */
const killed =
  (part: string): Action =>
  async (stack, random) => {
    const instance = random.pick(stack.parts[part] ?? [])
    await sleep(random.between(0, 1500))
    await instance.kill()
    await sleep(random.between(0, 500))
    await instance.start()
  }

/** It stops for longer than the brokers wait for it, and goes on as if nothing had been. */
const paused =
  (part: string): Action =>
  async (stack, random) => {
    const instance = random.pick(stack.parts[part] ?? [])
    await sleep(random.between(0, 500))
    await instance.pause()
    await sleep(stack.session_ms + random.between(500, 3000))
    await instance.resume()
  }

/** A connection is reset, held back, slow, or away for a while. */
const disconnected: Action = async (stack, random) => {
  const proxy = random.pick(Object.values(stack.connections))
  await sleep(random.between(0, 500))
  await random.pick([
    async () => {
      for (let times = 0; times < 5; times++) {
        proxy.reset()
        await sleep(random.between(0, 500))
      }
    },
    async () => {
      const ms = random.between(1000, 2 * stack.session_ms)
      proxy.stall(ms)
      await sleep(ms)
    },
    async () => {
      // What was held back never comes through.
      const ms = random.between(1000, 2 * stack.session_ms)
      proxy.stall(ms)
      await sleep(ms - 100)
      proxy.reset()
    },
    async () => {
      proxy.delay(random.between(50, 400))
      await sleep(random.between(1000, 4000))
      proxy.delay(0)
    },
    async () => {
      await proxy.cut()
      await sleep(random.between(500, 4000))
      await proxy.mend()
    },
  ])()
}

/** The disk of a part is full for a while. A PostgreSQL that gave up is started again, as an operator would. */
const diskFull =
  (part: string): Action =>
  async (stack, random) => {
    if (typeof stack.disks === 'string') throw new Error(stack.disks)
    const disk = stack.disks[part]
    if (!disk) throw new Error(`${part} has no disk of its own`)
    disk.fill()
    await sleep(random.between(2000, 4000))
    disk.free()
    if (part !== 'postgres') return
    const [postgres] = stack.parts['postgres'] ?? []
    await postgres?.kill()
    await postgres?.start()
  }

/** Another detector joins and leaves, in order or not, and one of the others leaves and comes back. */
const rebalanced: Action = async (stack, random) => {
  const joining = stack.addDetector()
  if (!joining) throw new Error('detectors can not be added')
  await joining.start()
  await sleep(random.between(500, 3000))
  const leaving = random.pick(stack.parts['detector'] ?? [])
  await leaving.kill()
  await sleep(random.between(0, 2000))
  await leaving.start()
  await sleep(random.between(0, 3000))
  await joining.stop()
}

/**
 * The database is as it was some moments ago while the log is not, as after a power cut on a disk that had not written
 * what it said it had.
 */
const setBack: Action = async (stack, random) => {
  const [up] = stack.parts['up'] ?? []
  const store = join(stack.data, 'store')
  const earlier = join(stack.data, 'store.earlier')
  await up?.kill()
  cpSync(store, earlier, { recursive: true })
  await up?.start()
  await sleep(random.between(1000, 5000))
  await up?.kill()
  rmSync(store, { recursive: true })
  renameSync(earlier, store)
  await up?.start()
}

const services = (run: Action): Fault => ({ stack: 'services', run })
const embedded = (run: Action): Fault => ({ stack: 'embedded', run })

/** All faults by name. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  collector: services(killed('collector')),
  detector: services(killed('detector')),
  correlator: services(killed('correlator')),
  dashboard: services(killed('dashboard')),
  kafka: services(killed('kafka')),
  postgres: services(killed('postgres')),
  'pause-collector': services(paused('collector')),
  'pause-detector': services(paused('detector')),
  'pause-correlator': services(paused('correlator')),
  'pause-kafka': services(paused('kafka')),
  'pause-postgres': services(paused('postgres')),
  connections: services(disconnected),
  'disk-collector': services(diskFull('collector')),
  'disk-postgres': services(diskFull('postgres')),
  rebalance: services(rebalanced),
  up: embedded(killed('up')),
  'pause-up': embedded(paused('up')),
  'disk-up': embedded(diskFull('up')),
  'set-back': { ...embedded(setBack), sets_back: true },
}
