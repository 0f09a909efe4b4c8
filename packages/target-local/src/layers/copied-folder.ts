import type { Stats } from 'node:fs'
import { decodeName } from '@veinmind/sdk/target'
import type { OpenFolder } from './open-folder.ts'
import type { Xattrs } from './xattrs.ts'

/** The folder that another was a copy of, when it was made: drivers that do not overlay (`vfs`, `native`) copy. */
export interface CopyBase {
  readonly folder: string
  readonly xattrs?: Xattrs
}

const CAPABILITY = 'security.capability'

/** Whether a file is what was copied, by what such drivers preserve: kind, mode, owner, size, time, capabilities. */
export function isCopy(
  own: { readonly stat: Stats; readonly xattrs: Xattrs | undefined },
  base: { readonly stat: Stats | undefined; readonly xattrs: Xattrs | undefined },
  path: string,
): boolean {
  const { stat } = own
  const other = base.stat
  if (
    other === undefined ||
    stat.mode !== other.mode ||
    stat.uid !== other.uid ||
    stat.gid !== other.gid ||
    stat.rdev !== other.rdev
  )
    return false
  if (!stat.isDirectory() && (stat.size !== other.size || stat.mtimeMs !== other.mtimeMs)) return false
  const [a, b] = [own.xattrs, base.xattrs].map((xattrs) => Buffer.from(xattrs?.get(path)?.get(CAPABILITY) ?? []))
  return a?.equals(b ?? Buffer.alloc(0)) === true
}

/** Names of what was copied and has been deleted since. */
export function deletedNames(folder: OpenFolder, base: OpenFolder): readonly string[] {
  const left = new Set(folder.children().map(({ name }) => name.toString('latin1')))
  return base.children().flatMap(({ name }) => (left.has(name.toString('latin1')) ? [] : [decodeName(name)]))
}
