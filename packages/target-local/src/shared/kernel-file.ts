import { closeSync, openSync, readSync } from 'node:fs'
import { mib } from '@veinmind/sdk'

const MAX_FILE = mib(1)
let scratch: Buffer | undefined

/** A file of `/proc`, which has no size: its first megabyte; undefined when it is gone or not for us. Good until the next one is read. */
export function readKernelFile(path: string): Buffer | undefined {
  try {
    const fd = openSync(path, 'r')
    try {
      const buffer = (scratch ??= Buffer.allocUnsafe(MAX_FILE))
      let length = 0
      for (let bytes = -1; bytes !== 0 && length < MAX_FILE; length += bytes)
        bytes = readSync(fd, buffer, { offset: length })
      return buffer.subarray(0, length)
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
}
