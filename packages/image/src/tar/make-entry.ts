import { cutText } from '@veinmind/internal/text'
import { printable } from '@veinmind/sdk/target'
import type { Entry } from '@veinmind/sdk'
import type { LayerLimits } from '../limits.ts'
import { escapes, FLAG, toEntry } from './entry.ts'
import type { TarHeader } from './header.ts'
import type { LayerNote } from './types.ts'

/** Makes the entry of a header; undefined for what no container engine makes a file of. */
export type EntryMaker = (
  header: TarHeader,
  size: number,
  xattrs?: ReadonlyMap<string, Uint8Array>,
) => Entry | undefined

/** A maker of entries that notes what is odd about them. */
export function createEntryMaker(limits: LayerLimits, note: (note: LayerNote) => void): EntryMaker {
  return (header, size, xattrs) => {
    if (header.type === FLAG.gnuVolume || header.type === FLAG.gnuContinued) {
      note({ code: 'tar-type-skipped', path: header.name, message: 'a volume header of GNU tar is left out' })
      return undefined
    }
    const longest = Math.max(header.name.length, header.linkName.length)
    if (longest > limits.pathBytes) {
      const path = cutText(header.name, 100)
      note({
        code: 'tar-path-too-long',
        path,
        message: `a path or link of ${longest} characters is left out`,
        incomplete: true,
      })
      return undefined
    }
    const entry = toEntry(header, size, xattrs)
    const { path } = entry
    if (escapes(header.name) || (entry.hardLink !== undefined && escapes(header.linkName))) {
      const message = `${printable(header.name)} climbs out of the root and is taken as ${printable(path)}`
      note({ code: 'tar-path-escapes', path, message })
    }
    if (path === '/' && entry.type !== 'directory') {
      note({
        code: 'tar-path-is-root',
        path,
        message: 'an entry that is no folder has the path of the root and is left out',
        incomplete: true,
      })
      return undefined
    }
    if (!isKnown(header.type)) {
      note({ code: 'tar-type-unknown', path, message: `type flag 0x${header.type.toString(16)} is read as a file` })
    }
    return entry
  }
}

function isKnown(type: number): boolean {
  if (type >= FLAG.regular && type <= FLAG.contiguous) return true
  return type === FLAG.regularV7 || type === FLAG.gnuSparse || type === FLAG.gnuDirectory
}
