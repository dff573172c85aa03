import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { silentLogger } from '../runtime/logger.ts'
import { createEmbeddedTransport } from './embedded.ts'
import { transportContract } from './transport.contract.ts'
import type { Transport } from './transport.ts'

let folder: string
let transport: Transport
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-log-'))
  transport = createEmbeddedTransport({ folder, logger: silentLogger })
})
after(async () => {
  await transport.close()
  await rm(folder, { recursive: true })
})

transportContract('embedded', () => transport)
