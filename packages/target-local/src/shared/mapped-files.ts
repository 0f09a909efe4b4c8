import { join } from 'node:path'
import { decodeName } from '@veinmind/sdk/target'
import { KERNEL_FILE_SIZE, readKernelFile } from './kernel-file.ts'

/** The files that a process has mapped, and whether there are more than could be read. */
export interface MappedFiles {
  readonly files: readonly string[]
  readonly isCut: boolean
}

/**
 * The files that a process has mapped into its memory, from `/proc/<pid>/maps` (proc(5)): its program, its libraries, and what it has from them.
 * Also those that were deleted or replaced since. `undefined` where it may not be read.
 */
export function readMappedFiles(folder: string): MappedFiles | undefined {
  const bytes = readKernelFile(join(folder, 'maps'))
  if (bytes === undefined) return undefined
  const isCut = bytes.length === KERNEL_FILE_SIZE
  const lines = decodeName(bytes).split('\n')
  if (isCut) lines.pop()
  const files = new Set<string>()
  for (const line of lines) {
    const [, inode, path = ''] = /^[0-9a-f]+-[0-9a-f]+ \S+ [0-9a-f]+ \S+ (\d+) +(\/.*)$/.exec(line) ?? []
    if (inode !== undefined && inode !== '0') files.add(path.replace(/ \(deleted\)$/, '').replaceAll('\\012', '\n'))
  }
  return { files: [...files].sort(), isCut }
}
