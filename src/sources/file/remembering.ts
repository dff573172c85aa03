/** Between the files that are followed and their form in the checkpoint. */
import type { Checkpoint } from './checkpoints.ts'
import type { RememberedFile, TailedFile } from './tailed-file.ts'

type SavedFile = Checkpoint['files'][number]

export function toCheckpoint(files: Iterable<TailedFile>, now_ms: number): SavedFile[] {
  const saved: SavedFile[] = []
  for (const file of files) {
    const { source, device, inode, born_ns, generation, file_id, fingerprint, size, mtime_ns } = file
    const { position, tail, skipping } = file.acked
    const seen_ms = file.fd === null && file.path === null ? file.seen_ms : now_ms
    saved.push({
      source,
      device,
      inode,
      born_ns,
      generation,
      file_id,
      fingerprint,
      position,
      tail,
      skipping,
      size,
      mtime_ns,
      seen_ms,
    })
  }
  return saved
}

/**
 * One entry for each inode. Should there be several, the newest generation is right, and of equal ones the one
 * that is less far: lines that repeat keep their ids, lines that are passed over are lost.
 */
export function fromCheckpoint(saved: readonly SavedFile[]): (RememberedFile & { source: string })[] {
  const byInode = new Map<string, SavedFile>()
  for (const file of saved) {
    const key = `${file.device}:${file.inode}`
    const other = byInode.get(key)
    const better =
      !other ||
      file.born_ns > other.born_ns ||
      (file.born_ns === other.born_ns && file.generation > other.generation) ||
      (file.born_ns === other.born_ns &&
        file.generation === other.generation &&
        file.position < other.position)
    if (better) byInode.set(key, file)
  }
  return [...byInode.values()].map(({ position, tail, skipping, ...file }) => ({
    ...file,
    acked: { position, tail, skipping },
  }))
}
