import type { AccountSystem } from '@veinmind/inventory'
import { escalation } from '@veinmind/report'
import type { ScanContext } from '@veinmind/sdk'
import type { Surroundings } from './context.ts'
import { severityHere } from './context.ts'
import { doasFiles, doasGrants } from './grants/doas.ts'
import type { Grant } from './grants/grant.ts'
import { grantName, judgeGrant } from './grants/judge-grant.ts'
import { judgeGroups } from './groups/judge-groups.ts'
import { polkitFiles } from './polkit/polkit-files.ts'
import { ruleOf } from './rules/index.ts'
import type { SudoUser } from './sudo/decide.ts'
import { grantsOf } from './grants/from-sudo.ts'
import { judgeDefaults } from './grants/judge-defaults.ts'
import type { SudoPolicy } from './sudo/model.ts'
import { loadSudoLines } from './sudo/load.ts'
import { parsePolicy } from './sudo/parse.ts'

/**
 * How many findings of one kind are reported. A policy may be made to hide one finding among thousands; that there are more is
 * reported.
 */
const MOST_FINDINGS = 200

/** The sudo policy of an entity, for the plugin's other checks. */
export interface SudoFound {
  readonly policy: SudoPolicy | undefined
  readonly hasGrants: boolean
}

/** Reports what sudo and doas give to users who are not root. */
export async function scanGrants(here: Surroundings, ctx: ScanContext): Promise<SudoFound> {
  const users = usersOf(here)
  const grants: Grant[] = []
  let policy: SudoPolicy | undefined
  if (here.system !== undefined) {
    policy = parsePolicy(await loadSudoLines(here.system, ctx))
    const own = grantsOf(policy, users)
    grants.push(...own)
    for (const { rule, severity, reason, at } of own.length === 0 ? [] : judgeDefaults(policy))
      ctx.report(
        escalation({
          rule: ruleOf(rule),
          severity: severity === 'low' ? 'low' : severityHere(severity, here),
          at,
          binName: 'sudo',
          mode: 'Sudo',
          evidence: reason,
        }),
      )
  }
  for (const { record, location } of ctx.records(doasFiles).filter(({ visible }) => visible))
    grants.push(...doasGrants(record, location, users))
  const found = { policy, hasGrants: grants.some(({ via }) => via === 'sudo') }
  let count = 0
  for (const grant of grants) {
    ctx.signal.throwIfAborted()
    for (const { rule, severity, confidence, reason } of await judgeGrant(grant, { here, ctx })) {
      count += 1
      if (count > MOST_FINDINGS) {
        ctx.incomplete('sudo and doas give more than is listed')
        return found
      }
      ctx.report(
        escalation({
          rule: ruleOf(rule),
          severity,
          ...(confidence === undefined ? {} : { confidence }),
          at: grant.at,
          binName: grantName(grant),
          mode: grant.via === 'sudo' ? 'Sudo' : 'Doas',
          evidence: reason,
        }),
      )
    }
  }
  return found
}

/** Reports what polkit allows, and who is in a group that is as good as root. */
export function scanGroups(here: Surroundings, ctx: ScanContext): void {
  for (const { record, location } of ctx.records(polkitFiles).filter(({ visible }) => visible)) {
    for (const { line, who, isAll, text } of record.filter((grant) => grant.isAll || grant.who === 'everybody'))
      ctx.report(
        escalation({
          rule: ruleOf(isAll && who === 'everybody' ? 'PRIV-070' : 'PRIV-071'),
          ...(isAll && who === 'everybody' ? { severity: severityHere('high', here) } : {}),
          at: { ...location, line },
          binName: 'polkit',
          mode: 'Polkit',
          evidence: text,
        }),
      )
  }
  for (const { rule, severity, group, reason, at } of judgeGroups(here))
    ctx.report(escalation({ rule: ruleOf(rule), severity, at, binName: group, mode: 'Group', evidence: reason }))
}

/** Accounts as sudo sees them, and whom the image starts as where it has no account. */
function usersOf({ system, user }: Surroundings): readonly SudoUser[] {
  const gids = new Map((system?.groups ?? []).map(({ name, gid }) => [name, gid]))
  const users = (system?.users ?? []).map((one: AccountSystem['users'][number]) => ({
    name: one.name,
    uid: one.uid,
    groups: one.groups.map((name) => ({ name, gid: gids.get(name) })),
  }))
  const [name = ''] = user.split(':', 1)
  const isKnown = name === '' || users.some((one) => one.name === name || String(one.uid) === name)
  return isKnown ? users : [...users, { name, uid: /^\d+$/.test(name) ? Number(name) : undefined, groups: [] }]
}
