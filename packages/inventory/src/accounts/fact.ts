import { content, defineFact, defineInspector, mib } from '@veinmind/sdk'
import type { Fact, Found, Inspector, Location } from '@veinmind/sdk'
import { readGroup } from './group.ts'
import type { GroupLine } from './group.ts'
import { linesOf } from './lines.ts'
import type { Line } from './lines.ts'
import type { AccountSystem, Group, User } from './model.ts'
import { passwordOf, readShadow } from './shadow.ts'
import type { ShadowLine } from './shadow.ts'
import { readPasswd } from './passwd.ts'
import type { PasswdLine } from './passwd.ts'
import { readSudoers } from './sudoers.ts'

/** What one file of accounts says. */
export interface AccountFile {
  readonly passwd?: readonly PasswdLine[]
  readonly group?: readonly GroupLine[]
  readonly shadow?: readonly ShadowLine[]
  readonly sudoers?: readonly Line[]
  /** There were more lines than are read. */
  readonly isCut?: true
}

/** Root folders other than the entity's own are those that hold an `etc` with accounts: root file systems of other systems. */
const FILE = /^(?<root>|.*)\/etc\/(?:(?<kind>passwd|group|shadow)|(?<sudo>sudoers|sudoers\.d\/[^/~.][^/~.]*))$/

/** Reads passwd, group, shadow and the files of sudo. */
export const accountFiles: Inspector<AccountFile> = defineInspector<AccountFile>({
  id: 'account-files',
  module: import.meta.url,
  version: 2,
  offered: { paths: ['/etc/passwd', '/etc/group', '/etc/shadow', '/etc/sudoers'] },
  wants: ({ path, type }) => type !== 'directory' && FILE.test(path) && content({ max: mib(4) }),
  inspect({ entry, bytes }) {
    const { lines, isCut } = linesOf(bytes)
    const read = readLines(entry.path, lines)
    return isCut ? { ...read, isCut } : read
  },
})

function readLines(path: string, lines: readonly Line[]): AccountFile {
  const { kind } = FILE.exec(path)?.groups ?? {}
  if (kind === 'passwd') return { passwd: readPasswd(lines) }
  if (kind === 'group') return { group: readGroup(lines) }
  return kind === 'shadow' ? { shadow: readShadow(lines) } : { sudoers: readSudoers(lines) }
}

/** Who has an account in an image or a container, by root folder; the entity's own first. */
export const accounts: Fact<readonly AccountSystem[]> = defineFact({
  id: '@veinmind/inventory/accounts',
  inspectors: [accountFiles],
  make(_entity, { records, incomplete }) {
    const files = records(accountFiles).filter(({ visible }) => visible)
    for (const { record, location } of files)
      if (record.isCut) incomplete('the file has more lines than are read', location)
    const byRoot = Map.groupBy(files, ({ entry }) => FILE.exec(entry.path)?.groups?.['root'] ?? '')
    return Array.from(byRoot, ([root, own]) => systemOf(root === '' ? '/' : root, own)).sort((a, b) =>
      a.root < b.root ? -1 : 1,
    )
  },
})

function systemOf(root: string, files: readonly Found<AccountFile>[]): AccountSystem {
  const passwords = new Map(
    files.flatMap(({ record }) => record.shadow ?? []).map(({ name, password }) => [name, password]),
  )
  const groups = files.flatMap(({ record, location }) =>
    (record.group ?? []).map(({ line, ...group }) => ({ ...group, at: atLine(location, line) })),
  )
  const byId = indexOf(groups, ({ gid }) => (gid === undefined ? [] : [gid]))
  const byMember = indexOf(groups, ({ members }) => members)
  const users = files.flatMap(({ record, location }) =>
    (record.passwd ?? []).map(({ line, password, ...user }): User => ({
      ...user,
      password: password === 'x' ? (passwords.get(user.name) ?? 'unknown') : passwordOf(password),
      groups: [
        ...new Set([...(user.gid === undefined ? [] : (byId.get(user.gid) ?? [])), ...(byMember.get(user.name) ?? [])]),
      ],
      at: atLine(location, line),
    })),
  )
  const sudoers = files.flatMap(({ record, location }) =>
    record.sudoers === undefined ? [] : [{ at: location, lines: record.sudoers }],
  )
  return { root, users, groups, sudoers: sudoers.sort((a, b) => ((a.at.path ?? '') < (b.at.path ?? '') ? -1 : 1)) }
}

/** The names of groups by each of the keys that they have. */
function indexOf<K>(
  groups: readonly Group[],
  keysOf: (group: Group) => readonly K[],
): ReadonlyMap<K, readonly string[]> {
  const index = new Map<K, string[]>()
  for (const group of groups) {
    for (const key of keysOf(group)) {
      const names = index.get(key)
      if (names === undefined) index.set(key, [group.name])
      else names.push(group.name)
    }
  }
  return index
}

function atLine(location: Location, line: number): Location {
  return { ...location, line }
}
