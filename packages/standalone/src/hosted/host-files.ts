import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { ENTITY_NAMESPACE } from '@veinmind/internal/services'
import { mib } from '@veinmind/sdk'
import type { Entry, FileSystem, Json, RandomAccess } from '@veinmind/sdk'
import type { ServiceClient } from '@veinmind/internal/wire'

/** What is read in one call of a file that goes to disk. */
const PART = mib(4)
const DEFAULT_MAX = mib(16)

/** The file system of an entity that a host has. */
export interface HostFiles {
  readonly files: FileSystem
  /** Deletes what was opened. */
  close(): Promise<void>
}

/** An entry as a host describes it. */
export function toEntry(value: unknown): Entry {
  const { xattrs, pathBytes: _bytes, ...entry } = value as Entry & { readonly pathBytes?: string }
  if (xattrs === undefined) return entry
  const members = Object.entries(xattrs as unknown as Readonly<Record<string, string>>)
  return { ...entry, xattrs: new Map(members.map(([name, bytes]) => [name, Buffer.from(bytes, 'base64')])) }
}

/** Files of the entity that the host scans at the moment. */
export function createHostFiles(client: ServiceClient): HostFiles {
  const call = async (name: string, ...args: readonly Json[]): Promise<Json> =>
    (await client.call(ENTITY_NAMESPACE, name, ...args))[0] ?? null
  const opened = new Map<string, Promise<RandomAccess>>()
  const closing: (() => Promise<void>)[] = []
  let folder: Promise<string> | undefined

  async function download(path: string): Promise<RandomAccess> {
    const { size } = toEntry(await call('stat', path))
    const place = join(await (folder ??= mkdtemp(join(tmpdir(), 'files-'))), String(closing.length))
    const output = createWriteStream(place, { mode: 0o600 })
    for (let at = 0; at < size;) {
      const part = Buffer.from((await call('read', path, at, PART)) as string, 'base64')
      if (part.length === 0) break
      at += part.length
      if (!output.write(part)) await once(output, 'drain')
    }
    output.end()
    await finished(output)
    const file = await open(place)
    closing.push(() => file.close())
    return {
      size,
      path: place,
      async read(position, length) {
        const { bytesRead, buffer } = await file.read(
          Buffer.alloc(Math.max(0, Math.min(length, size - position))),
          0,
          null,
          position,
        )
        return buffer.subarray(0, bytesRead)
      },
    }
  }

  return {
    files: {
      stat: async (path) => toEntry(await call('stat', path)),
      lstat: async (path) => toEntry(await call('lstat', path)),
      realpath: async (path) => (await call('realpath', path)) as string,
      readdir: async (path) => ((await call('list', path)) as readonly Json[]).map(toEntry),
      readFile: async (path, { max = DEFAULT_MAX } = {}) => {
        const text = (await call('readFile', path, max)) as string
        return new Uint8Array(Buffer.from(text, 'base64'))
      },
      async open(path) {
        let file = opened.get(path)
        if (!file) opened.set(path, (file = download(path)))
        return file
      },
      async *walk(root = '/') {
        const search = await call('find', { patterns: ['/**'], root })
        for (let isDone = false; !isDone;) {
          const page = (await call('next', search)) as {
            readonly files: readonly { entry: Json }[]
            readonly done: boolean
          }
          isDone = page.done
          for (const { entry } of page.files) yield toEntry(entry)
        }
      },
    },
    async close() {
      for (const close of closing) await close()
      if (folder) await rm(await folder, { recursive: true, force: true })
    },
  }
}
