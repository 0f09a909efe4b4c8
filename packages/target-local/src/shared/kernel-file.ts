import { closeSync, openSync, readSync } from 'node:fs'
import { mib } from '@veinmind/sdk'

/** What is read of such a file at most. */
export const KERNEL_FILE_SIZE: number = mib(1)
let scratch: Buffer | undefined

/** A file of `/proc`, which has no size: its first megabyte; undefined when it is gone or not for us. Good until the next one is read. */
export function readKernelFile(path: string): Buffer | undefined {
  try {
    const fd = openSync(path, 'r')
    try {
      const buffer = (scratch ??= Buffer.allocUnsafe(KERNEL_FILE_SIZE))
      let length = 0
      for (let bytes = -1; bytes !== 0 && length < KERNEL_FILE_SIZE; length += bytes)
        bytes = readSync(fd, buffer, { offset: length })
      return buffer.subarray(0, length)
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
}
