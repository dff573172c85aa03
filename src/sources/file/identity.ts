/**
 * What makes two looks at a path the same file. Device and inode name a file while it exists, but a file system
 * hands a freed inode to the next file, and a remount may renumber devices; so the time of birth (where the file
 * system keeps one) and a fingerprint of the content's beginning stand beside them. None of these depends on how
 * long the file has grown or on the limit for a line.
 */
import { hash } from 'node:crypto'
import * as fs from 'node:fs'

/** At most this much of the first line makes the fingerprint. */
const FINGERPRINT_BYTES_MAX = 256
/** Bytes before a position that are compared before reading on from it. */
export const TAIL_BYTES = 64
const NEWLINE = 0x0a

export interface FileStat {
  /** Device and inode: unique among the files that exist at one moment. */
  key: string
  device: string
  inode: string
  /** Nanoseconds since 1970; 0 where the file system does not keep the time of birth. */
  born_ns: bigint
  mtime_ns: bigint
  size: number
  links: number
  kind: 'file' | 'directory' | 'other'
}

/** A stretch of content: how long it is, and its digest. */
export interface Digest {
  bytes: number
  digest: string
}

export const EMPTY_DIGEST: Digest = { bytes: 0, digest: '' }

function describe(stat: fs.BigIntStats): FileStat {
  return {
    key: `${stat.dev}:${stat.ino}`,
    device: String(stat.dev),
    inode: String(stat.ino),
    born_ns: stat.birthtimeNs,
    mtime_ns: stat.mtimeNs,
    size: Number(stat.size),
    links: Number(stat.nlink),
    kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other',
  }
}

/**
 * Follows symbolic links. Synchronous on purpose, as all small look-ups here: the answer comes from the kernel's
 * memory in a few microseconds, where a trip through the thread pool costs some hundred.
 */
export function statPath(path: string): FileStat {
  return describe(fs.statSync(path, { bigint: true }))
}

/** Null where there is nothing, or nothing that can be looked at. */
export function statPathOrNull(path: string): FileStat | null {
  try {
    return statPath(path)
  } catch {
    // Whoever needs the reason looks with statPath.
    return null
  }
}

export function isSymbolicLink(path: string): boolean {
  try {
    return fs.lstatSync(path).isSymbolicLink()
  } catch {
    // What can not be looked at is reported by the look that follows the link.
    return false
  }
}

export function statOpen(fd: number): FileStat {
  return describe(fs.fstatSync(fd, { bigint: true }))
}

/** Whether the times of birth allow both to be one file. */
export function sameBirth(a: { born_ns: bigint }, b: { born_ns: bigint }): boolean {
  return a.born_ns === b.born_ns || a.born_ns === 0n || b.born_ns === 0n
}

export function digestOf(content: Uint8Array): Digest {
  return content.length === 0
    ? EMPTY_DIGEST
    : { bytes: content.length, digest: hash('sha256', content, 'base64url').slice(0, 22) }
}

/** Whether the file holds the content of `expected` in the bytes that end at `end`. */
export function contentEndsWith(fd: number, end: number, expected: Digest): boolean {
  if (expected.bytes === 0) return true
  const buffer = Buffer.allocUnsafe(expected.bytes)
  const got = fs.readSync(fd, buffer, 0, expected.bytes, end - expected.bytes)
  return got === expected.bytes && digestOf(buffer).digest === expected.digest
}

export function digestBefore(fd: number, end: number): Digest {
  const buffer = Buffer.allocUnsafe(Math.min(TAIL_BYTES, end))
  const got = fs.readSync(fd, buffer, 0, buffer.length, end - buffer.length)
  return got === buffer.length ? digestOf(buffer) : EMPTY_DIGEST
}

/** The fingerprint of a file's content: its first line, or the first bytes of it. `null` for an empty file. */
export function fingerprintOf(fd: number): Digest | null {
  const buffer = Buffer.allocUnsafe(FINGERPRINT_BYTES_MAX)
  const got = fs.readSync(fd, buffer, 0, buffer.length, 0)
  if (got === 0) return null
  const line_end = buffer.subarray(0, got).indexOf(NEWLINE)
  return digestOf(buffer.subarray(0, line_end === -1 ? got : line_end + 1))
}

/**
 * The first half of a record id. Computed from the file alone, so that it comes out the same after a lost
 * checkpoint; `generation` tells apart the contents that one inode had one after the other.
 */
export function fileIdOf(parts: {
  host: string
  device: string
  inode: string
  born_ns: bigint
  generation: number
  fingerprint: Digest
}): string {
  const { host, device, inode, born_ns, generation, fingerprint } = parts
  const text = JSON.stringify([
    host,
    device,
    inode,
    String(born_ns),
    generation,
    fingerprint.bytes,
    fingerprint.digest,
  ])
  return hash('sha256', text, 'base64url').slice(0, 16)
}
