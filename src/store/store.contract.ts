import { beforeEach } from 'node:test'
import { commitContract } from './contract/commit.ts'
import { correlationContract } from './contract/correlations.ts'
import type { StoreHarness } from './contract/harness.ts'
import { hostileContract } from './contract/hostile.ts'
import { listContract } from './contract/lists.ts'
import { migrationContract } from './contract/migrations.ts'
import { statsContract } from './contract/stats.ts'
import { streamContract } from './contract/stream.ts'

/** What every adapter of the store must do; run by the tests of each. The tables are emptied before each test. */
export function storeContract(harness: () => StoreHarness): void {
  beforeEach(async () => {
    await harness().sql(
      `truncate alerts, partition_progress, correlation_clocks, correlation_groups, correlation_entries,
        merged_alerts`,
    )
  })
  commitContract(harness)
  correlationContract(harness)
  listContract(harness)
  hostileContract(harness)
  statsContract(harness)
  streamContract(harness)
  migrationContract(harness)
}
