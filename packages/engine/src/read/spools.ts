import { closeSync, mkdtempSync, openSync, writeSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryError, temporaryPrefix } from '@veinmind/internal/temporary'

/** Private files that live no longer than a scan. */
export interface Spools {
  /** A new file to be written; it and its writer throw `TEMPORARY_UNUSABLE`. */
  create(): SpoolWriter
  /** Deletes the folder with all that is in it. */
  close(): Promise<void>
}

/** A file while it is written. */
export interface SpoolWriter {
  readonly path: string
  write(chunk: Uint8Array): void
  /** No more is written; the file stays until `remove`. */
  end(): void
  remove(): Promise<void>
}

/** Spools below `parent` (by default the system's folder for temporary files); their folder is made when it is needed. */
export function createSpools(parent?: string): Spools {
  let folder: string | undefined
  let count = 0
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (error) {
      throw temporaryError(error, parent)
    }
  }
  return {
    create() {
      folder ??= attempt(() => mkdtempSync(temporaryPrefix('spool', parent)))
      const path = join(folder, String(++count))
      let file: number | undefined = attempt(() => openSync(path, 'wx', 0o600))
      const end = (): void => {
        if (file !== undefined) closeSync(file)
        file = undefined
      }
      return {
        path,
        write(chunk) {
          const fd = file
          if (fd === undefined) return
          for (let at = 0; at < chunk.length;) at += attempt(() => writeSync(fd, chunk, at))
        },
        end,
        async remove() {
          end()
          await rm(path, { force: true })
        },
      }
    },
    async close() {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
      folder = undefined
    },
  }
}
