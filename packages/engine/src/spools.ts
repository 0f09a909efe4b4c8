import { closeSync, mkdtempSync, openSync, writeSync } from 'node:fs'
import { lstat, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAbandoned, MARK_PATTERN, PROCESS_MARK } from './process-mark.ts'

/** Private files that live no longer than a scan. */
export interface Spools {
  /** A new file to be written. */
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

const NAME = new RegExp(`^veinmind-spool-(${MARK_PATTERN})-[A-Za-z0-9]{6}$`)

/** Spools below `parent` (by default the system's folder for temporary files); their folder is made when it is needed. */
export function createSpools(parent: string = tmpdir()): Spools {
  let folder: string | undefined
  let count = 0
  return {
    create() {
      folder ??= mkdtempSync(join(parent, `veinmind-spool-${PROCESS_MARK}-`))
      const path = join(folder, String(++count))
      let file: number | undefined = openSync(path, 'wx', 0o600)
      const end = (): void => {
        if (file !== undefined) closeSync(file)
        file = undefined
      }
      return {
        path,
        write(chunk) {
          if (file === undefined) return
          for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at)
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

/** Deletes the folders that killed processes left in `parent`: own folders of ours only, links are not followed. */
export async function removeAbandonedSpools(parent: string = tmpdir()): Promise<void> {
  for (const name of await readdir(parent).catch((): string[] => [])) {
    const mark = NAME.exec(name)?.[1]
    if (mark === undefined) continue
    const path = join(parent, name)
    const found = await lstat(path).catch(() => undefined)
    const isOurs = found?.isDirectory() === true && found.uid === process.getuid?.()
    if (isOurs && isAbandoned(mark, Date.now() - found.mtimeMs)) await rm(path, { recursive: true, force: true })
  }
}
