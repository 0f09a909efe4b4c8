import { tmpdir } from 'node:os'
import { VeinmindError } from '@veinmind/sdk'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'is no folder',
  EACCES: 'may not be written to',
  EPERM: 'may not be written to',
  EROFS: 'may not be written to',
  ENOSPC: 'is full',
  EDQUOT: 'is full',
  EMFILE: 'has more open files than the system allows',
}

/** `TEMPORARY_UNUSABLE`: what is wrong with the folder for temporary files, by the system's error when something in it was made or written. */
export function temporaryError(error: unknown, folder: string = tmpdir()): VeinmindError {
  if (error instanceof VeinmindError) return error
  const { code = '', message } = error as NodeJS.ErrnoException
  return new VeinmindError(
    'TEMPORARY_UNUSABLE',
    `the folder for temporary files, ${folder}, ${REASONS[code] ?? 'cannot be used'}: ${message}`,
    {
      hint:
        code === 'ENOSPC' || code === 'EDQUOT'
          ? 'make room there, or name another folder by TMPDIR'
          : 'name another folder by TMPDIR',
      cause: error,
    },
  )
}
