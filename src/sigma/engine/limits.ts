/** What the engine may take at most, whatever the events are. */
export interface EngineLimits {
  /** Logsources with tables of their own; events of further ones share one that holds all rules. */
  readonly routes: number
  /** Tables of automata, all together; see AhoCorasick. */
  readonly table_bytes: number
  /** Values whose facts are remembered, all together; see ValueMemory. */
  readonly memory_bytes: number
  /** Generations (see FactBoard) after which all tables are made anew. They must fit 31 bits. */
  readonly generations: number
}

export const ENGINE_LIMITS: EngineLimits = {
  routes: 64,
  table_bytes: 96 * 1024 * 1024,
  memory_bytes: 32 * 1024 * 1024,
  generations: 2 ** 31 - 1000,
}
