import type { Stats } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { VeinmindError } from '@veinmind/sdk'
import { decodeName, encodeName } from '@veinmind/sdk/target'

/** A name of a machine, and where it is here. */
export interface Place {
  /** As a process of the machine names it, links followed. */
  readonly path: string
  readonly here: Buffer
  readonly stats: Stats
}

const MAX_LINKS = 40

/** Where a path is below `root`; links are followed as the machine would, so that they never lead out of its root. */
export async function findPlace(root: string, path: string, followLast: boolean): Promise<Place> {
  const rest = path.split('/').filter(Boolean)
  let at: string[] = []
  let links = 0
  let found = await look(root, at, path)
  while (rest.length > 0) {
    const name = rest.shift() as string
    if (name === '.') continue
    if (!found.isDirectory()) throw new VeinmindError('FILE_NOT_A_DIRECTORY', `${nameOf(at)} is no directory`)
    if (name === '..') {
      at = at.slice(0, -1)
      found = await look(root, at, path)
      continue
    }
    const next = [...at, name]
    found = await look(root, next, path)
    if (!found.isSymbolicLink() || (rest.length === 0 && !followLast)) {
      at = next
      continue
    }
    links += 1
    if (links > MAX_LINKS)
      throw new VeinmindError('FILE_LINK_LOOP', `${path} leads through more than ${MAX_LINKS} links`)
    const target = decodeName(await readlink(hereOf(root, next), 'buffer').catch((error) => fail(path, error)))
    if (target.startsWith('/')) at = []
    rest.unshift(...target.split('/').filter(Boolean))
    found = await look(root, at, path)
  }
  return { path: nameOf(at), here: hereOf(root, at), stats: found }
}

/** The error of the machine's file system as one of ours. */
export function fail(path: string, error: unknown): never {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') throw new VeinmindError('FILE_NOT_FOUND', `${path} is not there`, { cause: error })
  if (code === 'ENOTDIR')
    throw new VeinmindError('FILE_NOT_A_DIRECTORY', `${path} leads through what is no directory`, { cause: error })
  if (code === 'ELOOP') throw new VeinmindError('FILE_LINK_LOOP', `${path} leads in a circle`, { cause: error })
  throw new VeinmindError('LOCAL_HOST_UNREADABLE', `${path} cannot be read: ${message}`, {
    hint: 'run the scan as root',
    cause: error,
  })
}

const nameOf = (parts: readonly string[]): string => `/${parts.join('/')}`

function hereOf(root: string, parts: readonly string[]): Buffer {
  const base = root.endsWith('/') ? root.slice(0, -1) : root
  return Buffer.concat([Buffer.from(base), Buffer.from(encodeName(nameOf(parts)))])
}

async function look(root: string, parts: readonly string[], path: string): Promise<Stats> {
  return lstat(hereOf(root, parts)).catch((error: unknown) => fail(path, error))
}
