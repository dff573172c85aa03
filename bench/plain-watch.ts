/**
 * The least that following a file can take: `fs.watch` and a read. Runs as a process of its own, is told the file as
 * argument, and sends the delays of the lines of the benchmark, in milliseconds, when its parent asks for them.
 */
import { openSync, readSync, watch } from 'node:fs'
import process from 'node:process'

const [file = ''] = process.argv.slice(2)
const descriptor = openSync(file, 'r')
const buffer = Buffer.alloc(1024 * 1024)
let delays_ms: number[] = []

function read(): void {
  for (let length = -1; length !== 0; ) {
    length = readSync(descriptor, buffer)
    const now_ms = performance.timeOrigin + performance.now()
    for (const [, written_ms] of buffer.toString('latin1', 0, length).matchAll(/ written_ms=([\d.]+)\n/g))
      delays_ms.push(now_ms - Number(written_ms))
  }
}

watch(file, read)
process.on('message', () => {
  process.send?.(delays_ms)
  delays_ms = []
})
process.on('disconnect', () => process.exit())
process.send?.([])
