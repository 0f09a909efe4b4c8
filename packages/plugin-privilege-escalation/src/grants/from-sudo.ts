import type { Grant } from './grant.ts'
import { decide, matchesUser, runasDefault } from '../sudo/decide.ts'
import type { SudoUser } from '../sudo/decide.ts'
import type { CommandMember, CommandSpec, SudoPolicy, UserSpec } from '../sudo/model.ts'

const ROOT: SudoUser = { name: 'root', uid: 0, groups: [{ name: 'root', gid: 0 }] }
const ADMINISTRATORS = new Set(['sudo', 'wheel', 'admin'])
const MOST_GRANTS = 1_000

/** What sudo grants to accounts that are not root. What a later rule takes away again is left out. */
export function grantsOf(policy: SudoPolicy, users: readonly SudoUser[]): readonly Grant[] {
  const others = users.filter(({ uid }) => uid !== 0)
  return policy.specs
    .flatMap((spec) => {
      const matched = others.filter((user) => matchesUser(spec.users, user, policy.userAliases) === true)
      return matched.length === 0 ? [] : grantsOfSpec(spec, matched, policy)
    })
    .slice(0, MOST_GRANTS)
}

function grantsOfSpec(spec: UserSpec, users: readonly SudoUser[], policy: SudoPolicy): readonly Grant[] {
  const isForAdministrators = spec.users.every(
    ({ kind, value, isNegated }) => isNegated || (kind === 'group' && ADMINISTRATORS.has(value)),
  )
  const flat = spec.commands.flatMap((one) => expand(one.command, policy).map((command) => ({ one, command })))
  return flat.flatMap(({ one, command }, index) => {
    if (command.isNegated) return []
    const runas = runasOf(one, policy)
    if (runas === undefined) return []
    const stays = users.filter((user) => isStillAllowed(command, { user, runas, policy }))
    if (stays.length === 0) return []
    const exceptions = flat.slice(index + 1).flatMap((later) => (later.command.isNegated ? [later.command.value] : []))
    return [
      {
        via: 'sudo' as const,
        at: spec.at,
        users: stays,
        isForAdministrators,
        runas: runas.name,
        isFree:
          one.tags.password === undefined ? stays.some((user) => isFreeByDefault(policy, user)) : !one.tags.password,
        command,
        exceptions,
        setsEnvironment: one.tags.setenv ?? stays.some((user) => hasDefault(policy, user, 'setenv')),
        isWithoutExec: one.tags.exec === false,
      },
    ]
  })
}

/** A command with its alias resolved: the commands that it stands for. */
function expand(command: CommandMember, policy: SudoPolicy, depth = 0): readonly CommandMember[] {
  if (command.kind !== 'alias') return [command]
  if (depth > 20) return []
  const inner = policy.commandAliases.get(command.value) ?? []
  return inner
    .flatMap((one) => expand(one, policy, depth + 1))
    .map((one) => ({ ...one, isNegated: one.isNegated !== command.isNegated }))
}

/** Root where the rule lets it be root; otherwise the first that it names. */
function runasOf({ runasUsers }: CommandSpec, policy: SudoPolicy): SudoUser | undefined {
  if (runasUsers === undefined) {
    const name = runasDefault(policy)
    return name === 'root' ? ROOT : { name, uid: undefined, groups: [] }
  }
  if (matchesUser(runasUsers, ROOT, policy.runasAliases) === true) return ROOT
  const first = runasUsers.find(({ isNegated, kind }) => !isNegated && kind !== 'other')
  if (first === undefined) return undefined
  return { name: first.kind === 'all' ? 'everybody but root' : first.value, uid: undefined, groups: [] }
}

/** Whether no later rule takes the command back; checked for rules that name one program. */
function isStillAllowed(
  { kind, value, args = '' }: CommandMember,
  { user, runas, policy }: { readonly user: SudoUser; readonly runas: SudoUser; readonly policy: SudoPolicy },
): boolean {
  if (runas !== ROOT || kind === 'folder' || kind === 'list' || /[*?[^]/.test(value + args)) return true
  const command = kind === 'all' ? '/veinmind/any' : value
  return decide(policy, { user, runas, command, args })?.isAllowed !== false
}

function isFreeByDefault(policy: SudoPolicy, user: SudoUser): boolean {
  return hasDefault(policy, user, 'authenticate') === false
}

/** The value of a setting for a user; `undefined` when nothing sets it. */
export function hasDefault(policy: SudoPolicy, user: SudoUser, name: string): boolean | undefined {
  const lines = policy.defaults.filter(
    ({ scope, members }) =>
      scope === 'all' || (scope === 'user' && matchesUser(members, user, policy.userAliases) === true),
  )
  const last = lines.flatMap(({ settings }) => settings).findLast((setting) => setting.name === name)
  return last === undefined ? undefined : !last.isNegated
}
