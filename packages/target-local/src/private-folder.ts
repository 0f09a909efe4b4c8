import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that only this user can enter. */
export interface PrivateFolder {
  readonly path: string
  readonly remove: () => Promise<void>
}

const folders = new Set<string>()
let isWatching = false

/** A new folder for temporary files; removed by `remove`, at the latest when the process ends. */
export async function makePrivateFolder(): Promise<PrivateFolder> {
  const path = await mkdtemp(join(tmpdir(), 'veinmind-local-'))
  folders.add(path)
  if (!isWatching) {
    isWatching = true
    process.once('exit', () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    })
  }
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true })
      folders.delete(path)
    },
  }
}
