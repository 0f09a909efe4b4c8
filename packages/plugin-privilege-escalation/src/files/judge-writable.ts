import type { Severity } from '@veinmind/sdk'
import { moved, severityHere } from '../context.ts'
import type { Surroundings } from '../context.ts'
import { ruleOf } from '../rules/index.ts'
import { rootPathOf } from './root-paths.ts'
import type { RootPath } from './root-paths.ts'
import type { Verdict } from './judge-setuid.ts'
import type { WritableFile } from './writable-files.ts'

/** How many names of members are shown. */
const MOST_NAMES = 5

/** The verdict on a path that root uses and that somebody else may write; `undefined` when only root or nobody may. */
export function judgeWritable(
  path: string,
  file: WritableFile,
  here: Surroundings,
  place: RootPath | undefined = rootPathOf(path),
): Verdict | undefined {
  if (place === undefined) return undefined
  const writers = writersOf(file, here)
  if (writers === undefined) return undefined
  // A package that installs a file for a user of its own does so on purpose.
  if (writers.steps < 0 && here.ownerOf(path) !== undefined) return undefined
  const base = moved(ruleOf(place.rule).severity, writers.steps)
  const severity: Severity = severityHere(base, here, { byExec: false })
  return { rule: place.rule, severity, mode: 'Writable', reason: `may be written by ${writers.who}: ${place.what}` }
}

/** Who they are, and how much less than everybody. */
function writersOf(
  { byOthers, group, owner, acl }: WritableFile,
  here: Surroundings,
): { readonly who: string; readonly steps: number } | undefined {
  if (byOthers) return { who: 'everybody', steps: 0 }
  const users = acl?.users.filter((uid) => uid !== 0) ?? []
  if (users.length > 0)
    return { who: `users ${named(users, (uid) => userName(uid, here))} (access control list)`, steps: 0 }
  const groups = [...(acl?.groups ?? []), ...(group === undefined ? [] : [group])].filter((gid) =>
    hasMembers(gid, here),
  )
  if (groups.length > 0) return { who: `groups ${named(groups, (gid) => groupName(gid, here))}`, steps: 0 }
  // Files are often installed under a user's id; that matters only when this user can be the attacker.
  if (owner === undefined) return undefined
  return { who: `its owner ${userName(owner, here)}`, steps: -1 }
}

function named(ids: readonly number[], nameOf: (id: number) => string): string {
  const names = ids.slice(0, MOST_NAMES).map(nameOf)
  return ids.length > names.length ? `${names.join(', ')}, …` : names.join(', ')
}

/** Whether a group is more than root: it has a member, is somebody's first, or the default user's. */
function hasMembers(gid: number, { system, user, isRootByDefault }: Surroundings): boolean {
  const group = system?.groups.find((one) => one.gid === gid)
  const isRoot = (name: string): boolean => system?.users.find((one) => one.name === name)?.uid === 0
  if (group?.members.some((member) => !isRoot(member))) return true
  if (system?.users.some((one) => one.gid === gid && one.uid !== 0 && one.uid !== undefined)) return true
  return !isRootByDefault && defaultGroup(user, system) === gid
}

/** The group of `USER`: what stands behind the colon, the account's, and that of root for a number without an account. */
function defaultGroup(user: string, system: Surroundings['system']): number | undefined {
  const [name = '', group] = user.split(':', 2)
  if (group !== undefined)
    return /^\d+$/.test(group) ? Number(group) : system?.groups.find((one) => one.name === group)?.gid
  const account = system?.users.find((one) => one.name === name || String(one.uid) === name)
  return account === undefined ? 0 : account.gid
}

function userName(uid: number, { system }: Surroundings): string {
  return system?.users.find((one) => one.uid === uid)?.name ?? String(uid)
}

/** The name of a group, or its number. */
export function groupName(gid: number, { system }: Surroundings): string {
  return system?.groups.find((one) => one.gid === gid)?.name ?? String(gid)
}
