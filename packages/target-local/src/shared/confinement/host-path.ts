import { lstatSync, realpathSync } from 'node:fs'
import type { Stats } from 'node:fs'
import type { EntryType } from '@veinmind/sdk'
import { decodeName, encodeName } from '@veinmind/sdk/target'
import type { Host } from '../host.ts'

/** A place of a machine with links followed, and what stands there. */
export interface HostPlace {
  readonly path: string
  readonly type: EntryType
}

/** Where a path of a machine leads there; undefined where nothing stands, or it may not be looked at. */
export function findHostPlace(host: Host, path: string): HostPlace | undefined {
  try {
    if (host.root === '/') {
      const real = realpathSync(Buffer.from(encodeName(path)), 'buffer')
      return { path: decodeName(real), type: typeOf(lstatSync(real)) }
    }
    const here = host.path(path)
    const prefix = host.root.endsWith('/') ? host.root.slice(0, -1) : host.root
    return { path: here.slice(prefix.length) || '/', type: typeOf(lstatSync(here)) }
  } catch {
    return undefined
  }
}

function typeOf(stats: Stats): EntryType {
  if (stats.isDirectory()) return 'directory'
  if (stats.isSocket()) return 'socket'
  if (stats.isBlockDevice()) return 'block'
  if (stats.isCharacterDevice()) return 'character'
  if (stats.isFIFO()) return 'fifo'
  return stats.isSymbolicLink() ? 'symlink' : 'file'
}
