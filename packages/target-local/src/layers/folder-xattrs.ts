import { pipeline } from 'node:stream/promises'
import { createTarReader, shownPath } from '@veinmind/image'
import { mib } from '@veinmind/sdk'
import { startGroup } from '@veinmind/internal/programs'
import { openFolder } from './open-folder.ts'
import type { OpenFolder } from './open-folder.ts'
import type { Xattrs } from './xattrs.ts'

const MAX_BYTES = mib(64)
const ARGUMENTS = [
  '--create',
  '--file=-',
  '--no-recursion',
  '--null',
  '--files-from=-',
  '--xattrs',
  '--xattrs-include=*.overlay.*',
]

/**
 * The marks of overlayfs on the folders below a folder, by GNU tar, which is where getfattr is not: it keeps extended attributes
 * in what it makes of their names. Undefined when it cannot, or is another tar.
 */
export async function readFolderXattrs(folder: string, signal?: AbortSignal): Promise<Xattrs | undefined> {
  const { child, end } = startGroup('tar', ARGUMENTS, {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  })
  const ended = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
  const { stdin, stdout } = child
  if (!stdin || !stdout) return undefined
  try {
    const [, xattrs] = await Promise.all([pipeline(namesOf(folder), stdin, { signal }), readEntries(stdout)])
    return (await ended) ? xattrs : undefined
  } catch {
    end()
    await ended
    signal?.throwIfAborted()
    return undefined
  }
}

/** Throws for more than `MAX_BYTES` of attributes: a container may give its folders as many as it likes. */
async function readEntries(tar: AsyncIterable<Uint8Array>): Promise<Xattrs> {
  let bytes = 0
  const xattrs = new Map<string, ReadonlyMap<string, Uint8Array>>()
  const reader = createTarReader({
    entry({ path, xattrs: own }) {
      if (own === undefined) return undefined
      xattrs.set(shownPath(path), own)
      for (const value of own.values()) bytes += value.length
      if (bytes > MAX_BYTES) throw new RangeError('there are too many extended attributes')
      return undefined
    },
    note: () => undefined,
  })
  for await (const chunk of tar) reader.write(chunk)
  return xattrs
}

/** The names of all folders below `path`, each with a zero byte behind it. */
function* namesOf(path: string): Generator<Buffer> {
  const folder = openFolder(path)
  try {
    yield* namesBelow(folder, Buffer.from('./'))
  } finally {
    folder.close()
  }
}

function* namesBelow(folder: OpenFolder, prefix: Buffer): Generator<Buffer> {
  for (const { name, isFile } of folder.children()) {
    const inner = isFile ? undefined : folder.folder(name)
    if (inner === undefined) continue
    const path = Buffer.concat([prefix, name])
    try {
      yield Buffer.concat([path, Buffer.alloc(1)])
      yield* namesBelow(inner, Buffer.concat([path, Buffer.from('/')]))
    } finally {
      inner.close()
    }
  }
}
