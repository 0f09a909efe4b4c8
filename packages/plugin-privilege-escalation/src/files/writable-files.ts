import { defineInspector, metadata } from '@veinmind/sdk'
import type { Entry, Inspector } from '@veinmind/sdk'
import { groupMayWrite, readAclWriters } from './acl.ts'
import type { AclWriters } from './acl.ts'
import { rootPathOf } from './root-paths.ts'

/** Who besides root may write a file or a folder that root uses. Whether a group has members cannot be told from one file. */
export interface WritableFile {
  readonly isFolder?: true
  readonly byOthers?: true
  readonly group?: number
  readonly owner?: number
  readonly acl?: AclWriters
}

const ACL = 'system.posix_acl_access'

/** Files and folders that root runs or trusts, and that others may write. */
export const writableFiles: Inspector<WritableFile> = defineInspector<WritableFile>({
  id: 'writable-files',
  version: 1,
  wants: (entry) => writersIn(entry) !== undefined && rootPathOf(entry.path) !== undefined && metadata(),
  inspect: ({ entry }) => writersIn(entry),
})

/** Who may write by the metadata of an entry. In a folder with the sticky bit nobody replaces the files of others. */
export function writersIn({ type, mode, uid, gid, xattrs }: Entry): WritableFile | undefined {
  if (type !== 'file' && type !== 'directory') return undefined
  const list = xattrs?.get(ACL)
  const acl = list === undefined ? undefined : readAclWriters(list)
  const byGroup = (mode & 0o020) !== 0 && (list === undefined || groupMayWrite(list) !== false)
  const isSticky = type === 'directory' && (mode & 0o1000) !== 0
  const byOthers = (mode & 0o002) !== 0 && !isSticky
  const owner = uid !== 0 && (mode & 0o200) !== 0 ? uid : undefined
  const hasAcl = acl !== undefined && acl.users.length + acl.groups.length > 0
  if (!byOthers && !byGroup && owner === undefined && !hasAcl) return undefined
  return {
    ...(type === 'directory' ? { isFolder: true as const } : {}),
    ...(byOthers ? { byOthers: true as const } : {}),
    ...(byGroup && !isSticky ? { group: gid } : {}),
    ...(owner === undefined ? {} : { owner }),
    ...(hasAcl ? { acl } : {}),
  }
}
