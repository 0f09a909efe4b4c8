import type { Location, Severity } from '@veinmind/sdk'
import { severityHere } from '../context.ts'
import type { Surroundings } from '../context.ts'
import data from './strong-groups.json' with { type: 'json' }

/** A user in a group that is worth more than it seems. */
export interface GroupVerdict {
  readonly rule: string
  readonly severity: Severity
  readonly group: string
  readonly reason: string
  readonly at: Location
}

const STRONG = new Map(
  data.flatMap(({ names, severity, why }) =>
    names.map((name) => [name, { severity: severity as Severity, why }] as const),
  ),
)
const MOST_NAMES = 5

/** Groups of an image or a container that make their members root. Accounts that a distribution makes for itself are no members. */
export function judgeGroups(here: Surroundings): readonly GroupVerdict[] {
  const { system } = here
  if (system === undefined) return []
  return system.groups.flatMap(({ name, gid, at }) => {
    const known = STRONG.get(name) ?? (gid === 0 ? ROOT_GROUP : undefined)
    if (known === undefined) return []
    const members = system.users.filter(
      (user) =>
        user.uid !== 0 &&
        user.uid !== undefined &&
        user.groups.includes(name) &&
        !(SYSTEM_MEMBERS[user.name] ?? []).includes(name),
    )
    if (members.length === 0) return []
    const [user = ''] = here.user.split(':', 1)
    const isDefault = members.some((member) => member.name === user || String(member.uid) === user)
    const seen = { ...here, isRootByDefault: here.isRootByDefault || !isDefault }
    const names = members.slice(0, MOST_NAMES).map((member) => member.name)
    return [
      {
        rule: 'PRIV-080',
        severity: known.severity === 'low' ? 'low' : severityHere(known.severity, seen, { byExec: false }),
        group: name,
        reason: `in the group ${name} is ${names.join(', ')}${members.length > names.length ? ', …' : ''}: ${known.why}`,
        at,
      },
    ]
  })
}

const ROOT_GROUP = { severity: 'low' as const, why: 'its members may change what the group of root may' }

/** Accounts of systems that are in such a group by their packages. */
const SYSTEM_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  operator: ['root', 'disk', 'wheel'],
  sync: ['root', 'wheel'],
  shutdown: ['root', 'wheel'],
  halt: ['root', 'wheel'],
  bin: ['root', 'adm', 'sys', 'wheel'],
  daemon: ['root', 'adm', 'wheel'],
  adm: ['adm', 'root', 'disk', 'sys'],
  syslog: ['adm'],
  messagebus: ['root'],
  'systemd-journal-remote': ['systemd-journal'],
  postgres: ['shadow'],
}
