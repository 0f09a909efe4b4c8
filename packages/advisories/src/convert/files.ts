import { readArchive } from '@veinmind/archives'
import { decompressChunks } from '@veinmind/image'
import { VeinmindError } from '@veinmind/sdk'
import { open, readdir, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A file that may hold advisories. */
export interface InputFile {
  /** For a person: its path, and that in its archive. */
  readonly path: string
  /** Its name without a folder and without the ending of its compression. */
  readonly name: string
  readonly chunks: () => AsyncIterable<Uint8Array>
}

/** Is told what could not be read. */
export type TellBad = (where: string, reason: string) => void

/** Files that advisories are published in; what else lies beside them (README, LICENSE, scripts) is passed over. */
const ADVISORIES = /\.(?:json|jsonl|ndjson|ya?ml|xml|csv|oval)$/i
const ARCHIVE = /\.(?:zip|tar|tgz|tzst|tar\.(?:gz|zst))$/i
const COMPRESSED = /\.(?:gz|zst)$/i
const CHUNK = 1 << 16

/** Folders of version control and of dependencies. */
const LEFT_OUT = new Set(['.git', '.github', 'node_modules'])

/** Every file of a file, a folder or an archive, and of the archives in a folder, in the order of their names. */
export async function* listFiles(path: string, tellBad: TellBad, signal?: AbortSignal): AsyncGenerator<InputFile> {
  signal?.throwIfAborted()
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new VeinmindError('ADVISORIES_SOURCE_UNREADABLE', `${path} cannot be read: ${error.message}`, {
      cause: error,
      hint: 'name a folder, a zip or a tar of advisories',
      isUsage: error.code === 'ENOENT',
    })
  })
  if (!found.isDirectory()) {
    yield* openFile(path, tellBad, true, signal)
    return
  }
  yield* walk(path, 0)

  async function* walk(folder: string, depth: number): AsyncGenerator<InputFile> {
    if (depth > 32) {
      tellBad(folder, 'the folder is too deep')
      return
    }
    const entries = await readdir(folder, { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      signal?.throwIfAborted()
      const at = join(folder, entry.name)
      // Links could lead anywhere, and back.
      if (entry.isDirectory()) {
        if (!LEFT_OUT.has(entry.name)) yield* walk(at, depth + 1)
      } else if (entry.isFile()) yield* openFile(at, tellBad, false, signal)
    }
  }
}

async function* openFile(
  path: string,
  tellBad: TellBad,
  isNamed: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<InputFile> {
  if (ARCHIVE.test(path)) {
    yield* readMembers(path, tellBad, signal)
    return
  }
  const name = basename(path).replace(COMPRESSED, '')
  if (!isNamed && !ADVISORIES.test(name)) return
  yield { path, name, chunks: () => readChunks(path) }
}

async function* readMembers(
  path: string,
  tellBad: TellBad,
  signal: AbortSignal | undefined,
): AsyncGenerator<InputFile> {
  await using file = await open(path)
  const { size } = await file.stat()
  const source = { path, size, read: (position: number, length: number) => readAt(file, position, length) }
  const members = readArchive(source, {
    wants: ({ name }) => ADVISORIES.test(name.replace(COMPRESSED, '')),
    opens: ({ name }) => ARCHIVE.test(name) || COMPRESSED.test(name),
    unread: (unread) => tellBad(unread.path === '' ? path : `${path}!/${unread.path}`, unread.message),
    limits: { totalBytes: 64 * 2 ** 30, members: 20_000_000, depth: 3 },
    ...(signal === undefined ? {} : { signal }),
  })
  for await (const member of members) {
    const bytes = await member.read()
    // What cannot be read was told.
    if (bytes === undefined) continue
    const name = basename(member.name)
    if (COMPRESSED.test(name)) continue
    yield { path: `${path}!/${member.path}`, name, chunks: () => once(bytes) }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** The content of a file, decompressed where it is named so. */
async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path)
  const stream = file.createReadStream({ highWaterMark: CHUNK, autoClose: false })
  if (COMPRESSED.test(path)) yield* decompressChunks(stream as AsyncIterable<Uint8Array>, () => {})
  else yield* stream as AsyncIterable<Uint8Array>
}
