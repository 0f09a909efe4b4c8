import { mkdtemp, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file that is open. */
export interface NamelessFile {
  readonly handle: FileHandle
  /** Leads to the file for as long as it is open, and only in this process. */
  readonly path: string
}

/** A temporary file without a name: nobody else can open it, and its space is freed with this process, however that ends. */
export async function openNamelessFile(): Promise<NamelessFile> {
  const folder = await mkdtemp(join(tmpdir(), 'veinmind-local-'))
  try {
    const handle = await open(join(folder, 'file'), 'wx+', 0o600)
    return { handle, path: `/dev/fd/${handle.fd}` }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
