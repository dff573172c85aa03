import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Of a checkout, where the set-up builds it, and of the package. */
const PLACES = ['../../dist/sigma/kernel/kernel.wasm', '../sigma/kernel/kernel.wasm']

/** The matching kernel (see `src/sigma/kernel`), or undefined where it was not built or can not run. */
export function readKernel(): Uint8Array | undefined {
  const file = PLACES.map(place => fileURLToPath(new URL(place, import.meta.url))).find(existsSync)
  if (file === undefined || !('WebAssembly' in globalThis)) return undefined
  const kernel = readFileSync(file)
  return WebAssembly.validate(kernel) ? kernel : undefined
}
