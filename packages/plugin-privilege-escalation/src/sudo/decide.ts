import type { CommandMember, CommandSpec, Member, SudoPolicy, Tags, UserSpec } from './model.ts'
import { matchesWildcards } from './wildcards.ts'

/** A user as sudo sees one. */
export interface SudoUser {
  readonly name: string
  readonly uid: number | undefined
  /** Groups with their numbers. */
  readonly groups: readonly { readonly name: string; readonly gid: number | undefined }[]
}

/** What somebody wants to run. */
export interface SudoRequest {
  readonly user: SudoUser
  /** `undefined`: any host. */
  readonly host?: string
  /** Whom it is to be run as; root, unless the defaults say another. */
  readonly runas: SudoUser
  /** A whole path, or `sudoedit`. */
  readonly command: string
  readonly args: string
}

/** What sudo answers. */
export interface SudoAnswer {
  readonly isAllowed: boolean
  readonly tags: Tags
  readonly spec: UserSpec
}

/** The most that aliases lead to each other. */
const MOST_DEPTH = 20

/** The answer of sudo to a request; `undefined` when no rule matches. The last rule that matches counts. */
export function decide(policy: SudoPolicy, request: SudoRequest): SudoAnswer | undefined {
  for (const spec of policy.specs.toReversed()) {
    if (matchesUser(spec.users, request.user, policy.userAliases) !== true) continue
    if (request.host !== undefined && matchesHost(spec.hosts, request.host, policy.hostAliases) !== true) continue
    for (const one of spec.commands.toReversed()) {
      if (!mayRunAs(one, request, policy)) continue
      const isAllowed = matchesCommand(one.command, request, policy.commandAliases)
      if (isAllowed !== undefined) return { isAllowed, tags: one.tags, spec }
    }
  }
  return undefined
}

/** Whether a list of users says yes or no to one; `undefined` where it says nothing. Its last word counts. */
export function matchesUser(
  members: readonly Member[],
  user: SudoUser,
  aliases: SudoPolicy['userAliases'],
  depth = 0,
): boolean | undefined {
  for (const { isNegated, kind, value } of members.toReversed()) {
    const alias = kind === 'name' ? aliases.get(value) : undefined
    if (alias !== undefined && depth < MOST_DEPTH) {
      const said = matchesUser(alias, user, aliases, depth + 1)
      if (said !== undefined) return said !== isNegated
    } else if (isUser(kind, value, user)) return !isNegated
  }
  return undefined
}

function isUser(kind: Member['kind'], value: string, { name, uid, groups }: SudoUser): boolean {
  switch (kind) {
    case 'all':
      return true
    case 'name':
      return value === name
    case 'uid':
      return Number(value) === uid
    case 'group':
      return groups.some((group) => group.name === value)
    case 'gid':
      return groups.some(({ gid }) => gid === Number(value))
    default:
      return false
  }
}

function matchesHost(
  members: readonly Member[],
  host: string,
  aliases: SudoPolicy['hostAliases'],
  depth = 0,
): boolean | undefined {
  for (const { isNegated, kind, value } of members.toReversed()) {
    const alias = kind === 'name' ? aliases.get(value) : undefined
    if (alias !== undefined && depth < MOST_DEPTH) {
      const said = matchesHost(alias, host, aliases, depth + 1)
      if (said !== undefined) return said !== isNegated
    } else if (kind === 'all' || (kind === 'name' && matchesWildcards(value.toLowerCase(), host.toLowerCase())))
      return !isNegated
  }
  return undefined
}

/** Without a list, it is root; an empty one is the user itself. */
function mayRunAs({ runasUsers, runasGroups }: CommandSpec, { user, runas }: SudoRequest, policy: SudoPolicy): boolean {
  if (runasUsers === undefined) return runas.name === runasDefault(policy)
  if (runasUsers.length === 0) return runas.name === user.name && runasGroups !== undefined
  return matchesUser(runasUsers, runas, policy.runasAliases) === true
}

/** Whom commands run as where no rule says it. */
export function runasDefault({ defaults }: SudoPolicy): string {
  const settings = defaults.filter(({ scope }) => scope === 'all').flatMap((line) => line.settings)
  return settings.findLast(({ name }) => name === 'runas_default')?.value ?? 'root'
}

/** Whether a member of a list says yes or no to a command; `undefined` where it says nothing. */
export function matchesCommand(
  member: CommandMember,
  request: Pick<SudoRequest, 'command' | 'args'>,
  aliases: SudoPolicy['commandAliases'],
  depth = 0,
): boolean | undefined {
  const { isNegated, kind, value, args } = member
  if (kind === 'alias') {
    if (depth >= MOST_DEPTH) return undefined
    for (const inner of (aliases.get(value) ?? []).toReversed()) {
      const said = matchesCommand(inner, request, aliases, depth + 1)
      if (said !== undefined) return said !== isNegated
    }
    return undefined
  }
  if (kind === 'all') return !isNegated
  const isEdit = request.command === 'sudoedit'
  if (isEdit !== (kind === 'sudoedit')) return undefined
  const isPath =
    kind === 'sudoedit' || (kind === 'folder' ? isIn(value, request.command) : isCommand(value, request.command))
  if (!isPath) return undefined
  const isArgs =
    args === undefined || (args === '' ? request.args === '' : matchesArguments(args, request.args, isEdit))
  return isArgs ? !isNegated : undefined
}

function matchesArguments(pattern: string, args: string, isEdit: boolean): boolean {
  if (pattern.startsWith('^') && pattern.endsWith('$')) return isRegexMatch(pattern, args)
  // A slash of a file to edit is not matched by a wildcard, any character of arguments is.
  return matchesWildcards(pattern, args, { slashes: !isEdit })
}

function isCommand(pattern: string, command: string): boolean {
  if (pattern.startsWith('^')) return isRegexMatch(pattern, command)
  const plain = withoutUsr(pattern)
  return (
    matchesWildcards(plain, withoutUsr(command), { slashes: false }) ||
    matchesWildcards(pattern, command, { slashes: false })
  )
}

function isIn(folder: string, command: string): boolean {
  const parent = command.slice(0, command.lastIndexOf('/') + 1)
  return matchesWildcards(folder, parent, { slashes: false }) || withoutUsr(folder) === withoutUsr(parent)
}

/** Expressions come from the scanned thing: only such as take linear time are tried, others match everything. */
function isRegexMatch(pattern: string, text: string): boolean {
  if (pattern.length > 200 || text.length > 1_000 || /[)}\]*+?][*+{]|\([^)]*[|*+][^)]*\)[*+{]/.test(pattern))
    return true
  try {
    return new RegExp(pattern).test(text)
  } catch {
    return false
  }
}

function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/s?bin\/)/, '')
}
