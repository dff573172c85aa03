import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
/** What of the package the measured command needs beside what is built. */
const PARTS = ['bin', 'package.json', 'dist/sigma/kernel']

/** Builds the program in `folder` as the package holds it, which starts sooner than the sources do: its path. */
export function buildProgram(folder: string): string {
  const place = join(folder, 'package')
  for (const part of PARTS) {
    mkdirSync(dirname(join(place, part)), { recursive: true })
    cpSync(join(root, part), join(place, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'), 'junction')
  execFileSync(process.execPath, [join(root, 'scripts/bundle-program.js'), join(place, 'dist')])
  return join(place, 'bin/log-sentinel.js')
}
