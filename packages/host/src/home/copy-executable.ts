import { chmod, copyFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { mib, VeinmindError } from '@veinmind/sdk'
import { resolveExecutable } from '../process.ts'

/** An executable below the folder of a plugin. */
export interface InstalledExecutable {
  readonly path: string
  /** Whether it is JavaScript, to be run below Node. */
  readonly isScript: boolean
}

const MAX_SIZE = mib(512)

/** Copies the executable file at `source` into `folder`. */
export async function copyExecutable(source: string, folder: string): Promise<InstalledExecutable> {
  const absolute = await resolveExecutable(source)
  const { size } = await stat(absolute)
  if (size > MAX_SIZE) throw new VeinmindError('HOST_INSTALL_FAILED', `${absolute} is larger than 512 MiB`)
  const path = basename(absolute)
  await copyFile(absolute, join(folder, path))
  await chmod(join(folder, path), 0o755)
  return { path, isScript: false }
}
