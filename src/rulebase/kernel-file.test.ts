import assert from 'node:assert/strict'
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { temporaryFolder } from '../../test/helpers/temporary.ts'
import { readKernel } from './kernel-file.ts'

/** The smallest module there is. */
const MODULE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)

/** A checkout whose set-up saw to the kernel at second 10. */
function checkout(context: TestContext) {
  const root = temporaryFolder(context)
  const write = (path: string, content: string | Uint8Array, second: number) => {
    const file = join(root, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, content)
    utimesSync(file, second, second)
  }
  write('src/sigma/kernel/assembly/index.ts', '', 5)
  write('src/sigma/kernel/layout.ts', '', 5)
  write('dist/sigma/kernel/kernel.wasm', MODULE, 1)
  write('dist/sigma/kernel/.log-sentinel-built', '', 10)
  const read = () => readKernel(pathToFileURL(join(root, 'src/rulebase/kernel-file.ts')).href)
  return { root, write, read }
}

test('the kernel is taken where it was built from these sources', context => {
  assert.deepEqual(checkout(context).read(), Buffer.from(MODULE))
})

test('a kernel that is older than what it is built from is not taken', context => {
  const { write, read } = checkout(context)
  write('src/sigma/kernel/layout.ts', '', 11)
  assert.equal(read(), undefined)
  write('src/sigma/kernel/layout.ts', '', 5)
  write('src/sigma/kernel/assembly/more.ts', '', 11)
  assert.equal(read(), undefined)
})

test('what is no module, or not there, is not taken', context => {
  const { root, write, read } = checkout(context)
  write('dist/sigma/kernel/kernel.wasm', 'no module', 1)
  assert.equal(read(), undefined)
  rmSync(join(root, 'dist'), { recursive: true })
  assert.equal(read(), undefined)
})

test('a package has no sources that could be newer', context => {
  const { root, read } = checkout(context)
  rmSync(join(root, 'src'), { recursive: true })
  assert.deepEqual(read(), Buffer.from(MODULE))
})
