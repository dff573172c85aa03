import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A small file system of its own, that can be filled to the last byte. */
export interface Disk {
  readonly folder: string
  fill(): void
  free(): void
  unmount(): void
}

const MIB = 1024 * 1024

const mounted = new Set<string>()
process.on('exit', () => {
  for (const folder of mounted) unmount(folder)
})

function unmount(folder: string): void {
  mounted.delete(folder)
  // Lazily: a process that was killed a moment ago may still hold it.
  execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' })
}

/** Mounts a file system in memory at `folder`; a text with the reason where that is not allowed. */
export function mountDisk(folder: string, size_mib: number): Disk | string {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size_mib}m,mode=0755`, 'tmpfs', folder], {
      stdio: 'pipe',
    })
  } catch (error) {
    return `no file system can be mounted here (root on Linux can): ${error instanceof Error ? error.message.split('\n')[0] : error}`
  }
  mounted.add(folder)
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      // What runs may write meanwhile: until nothing is left at all.
      for (let part = 0; part < 100; part++) {
        const { bavail, bsize } = statfsSync(folder)
        if (bavail === 0) return
        try {
          mkdirSync(filler, { recursive: true })
          writeFileSync(join(filler, `${part}`), Buffer.alloc(Math.min(bavail * bsize, 64 * MIB)))
        } catch (error) {
          if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') continue
          throw error
        }
      }
    },
    free() {
      rmSync(filler, { recursive: true, force: true })
    },
    unmount() {
      unmount(folder)
    },
  }
}

/** Why no file system can be mounted; null where one can. Where every real part must be there, it is an error. */
export function noMounting(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'log-sentinel-disk-'))
  const disk = mountDisk(folder, 1)
  if (typeof disk !== 'string') disk.unmount()
  rmSync(folder, { recursive: true })
  if (typeof disk !== 'string') return null
  if (process.env['CI']) throw new Error(disk)
  return disk
}
