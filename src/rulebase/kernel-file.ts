import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Of a checkout, where the set-up builds it, and of the package. */
const PLACES = ['../../dist/sigma/kernel/kernel.wasm', '../sigma/kernel/kernel.wasm']
/** What it is built from, which only a checkout has, and what the set-up leaves when it has seen to that. */
const SOURCES = ['../sigma/kernel/assembly/', '../sigma/kernel/layout.ts']
const STAMP = '../../dist/sigma/kernel/.log-sentinel-built'

/**
 * The matching kernel (see `src/sigma/kernel`), or undefined where it was not built or can not run. One that is older
 * than its sources is not taken: it would misread the tables that are made for a newer one.
 *
 * @param here Where this file is, for the places are relative to it.
 */
export function readKernel(here: string = import.meta.url): Uint8Array | undefined {
  const at = (place: string) => fileURLToPath(new URL(place, here))
  const file = PLACES.map(at).find(existsSync)
  if (file === undefined || !('WebAssembly' in globalThis) || !isCurrent(at(STAMP), SOURCES.map(at)))
    return undefined
  const kernel = readFileSync(file)
  return WebAssembly.validate(kernel) ? kernel : undefined
}

function isCurrent(stamp: string, sources: readonly string[]): boolean {
  const [folder, ...files] = sources
  if (folder === undefined || !existsSync(folder)) return true
  const seen_ms = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const all = [...readdirSync(folder).map(name => folder + name), ...files]
  return all.every(source => statSync(source).mtimeMs <= seen_ms)
}
