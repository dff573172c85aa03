import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { Registry } from 'prom-client'
import { createProblemBoard, type ProblemBoard } from '../pipeline/problem-board.ts'
import type { Clock } from '../runtime/clock.ts'
import type { ServiceLogger } from '../runtime/logging.ts'
import type { Config } from '../schema/config.ts'
import type { ServiceStatus } from '../schema/status.ts'
import { version } from '../version.ts'

/** What every service of a process shares. */
export interface ServiceContext {
  config: Config
  clock: Clock
  logger: ServiceLogger
  problems: ProblemBoard
  /** Prometheus metrics of the process. */
  registry: Registry
  /** The name of this machine. */
  host: string
  /** Told apart from every other run of a process. */
  run: string
  started_at: string
  version: string
}

export function createContext(config: Config, clock: Clock, logger: ServiceLogger): ServiceContext {
  const host = hostname()
  return {
    config,
    clock,
    logger,
    problems: createProblemBoard(clock, logger),
    registry: new Registry(),
    host,
    run: `${host}-${process.pid}-${randomBytes(3).toString('hex')}`,
    started_at: new Date(clock.now()).toISOString(),
    version: version(),
  }
}

/** The part of a status that is the same for every service of the process. */
export function baseStatus(context: ServiceContext, service: ServiceStatus['service']): ServiceStatus {
  return {
    service,
    instance: `${service}-${context.run}`,
    host: context.host,
    pid: process.pid,
    version: context.version,
    started_at: context.started_at,
    at: new Date(context.clock.now()).toISOString(),
    memory_bytes: process.memoryUsage.rss(),
    problems: context.problems.list(),
    sources: [],
    partitions: [],
    rules: null,
    correlations: null,
  }
}
