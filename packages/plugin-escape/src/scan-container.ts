import { mountSubject } from '@veinmind/inventory'
import { escape } from '@veinmind/report'
import { machine as machineFact } from '@veinmind/sdk'
import type { Container, Json, Machine, ScanContext } from '@veinmind/sdk'
import { confinementOf, USUAL_CAPABILITIES } from './confinement/confinement.ts'
import type { Confinement } from './confinement/confinement.ts'
import { findWays } from './confinement/ways.ts'
import { judgeFor, judgeMachine } from './flaws/verdicts.ts'
import type { ContainerVerdict, JudgedFlaw } from './flaws/verdicts.ts'
import { consequenceOf } from './mounts.ts'
import { RULE } from './rules.ts'

const MAX_MOUNTS = 5000
/** The judged flaws of a machine are the same for all of its containers. */
const judged = new WeakMap<Machine, readonly JudgedFlaw[]>()

/** Reports the ways out of a container: by its confinement, by its mounts, by flaws of its host that its confinement opens. */
export async function scanContainer(container: Container, context: ScanContext): Promise<void> {
  const machine = await machineOf(container, context)
  const confinement = confinementOf(container, machine)
  for (const { rule, severity, target, together, object, tags } of findWays(container, confinement))
    context.report(
      escape({
        rule,
        severity,
        at: { object },
        target,
        reason: titleOf(rule.title),
        detail: together.join(', '),
        evidence: together.length === 0 ? target : `${target} (${together.join(', ')})`,
        identity: target,
        tags,
      }),
    )
  reportMounts(container, context, { confinement, machine })
  if (machine === undefined) return
  const verdicts = reportFlaws(context, { confinement, machine })
  context.report({
    type: 'ContainerConfinement',
    class: 'info',
    locations: [],
    detail: { ...describe(confinement), flaws: verdicts.map((verdict): Json => ({ ...verdict })) },
  })
}

interface Judgement {
  readonly confinement: Confinement
  readonly machine: Machine | undefined
}

function reportMounts(container: Container, context: ScanContext, judgement: Judgement): void {
  for (const mount of container.mounts.slice(0, MAX_MOUNTS)) {
    const found = consequenceOf(mount, container, judgement)
    if (found === undefined) continue
    const { severity, target, how, isSocket } = found
    context.report(
      escape({
        rule: RULE.mount,
        severity,
        at: { object: `mounts[${mount.destination}]` },
        target,
        reason: titleOf(RULE.mount.title),
        detail: how,
        evidence: `${target} → ${mount.destination}: ${how}`,
        identity: mount.destination,
        subject: mountSubject(mount),
        ...(isSocket ? { tags: ['mount:engine-socket'] } : {}),
      }),
    )
  }
}

/** Reports flaws that this container's settings open. Those that every container is exposed to are reported for the machine. */
function reportFlaws(
  context: ScanContext,
  { confinement, machine }: { readonly confinement: Confinement; readonly machine: Machine },
): readonly ContainerVerdict[] {
  const flaws = judged.get(machine) ?? judgeMachine(machine)
  judged.set(machine, flaws)
  const usual = usualConfinement(confinement)
  return flaws.map((flaw) => {
    const verdict = judgeFor(flaw, confinement, machine)
    const isOpened = verdict.is === 'exposed' && judgeFor(flaw, usual, machine).is !== 'exposed'
    // A privileged container needs no flaw to get out.
    if (isOpened && !confinement.isPrivileged)
      context.report(
        escape({
          rule: RULE.exposed,
          severity: flaw.flaw.severity,
          at: { object: 'security' },
          target: flaw.flaw.id,
          reason: titleOf(RULE.exposed.title),
          detail: `${flaw.of} ${flaw.version}; ${flaw.flaw.references.join(' ')}`,
          evidence: `${flaw.flaw.id} (${flaw.flaw.name}): ${flaw.of} ${flaw.version}, ${flaw.verdict.by}`,
          identity: flaw.flaw.id,
        }),
      )
    return verdict
  })
}

/** The confinement of the same container when it is started with the defaults. */
function usualConfinement(confinement: Confinement): Confinement {
  return {
    ...confinement,
    isPrivileged: false,
    capabilities: USUAL_CAPABILITIES,
    added: [],
    isFiltered: confinement.isUnfiltered || confinement.isPrivileged ? true : confinement.isFiltered,
    hasAppArmor: confinement.hasAppArmor || confinement.isAppArmorOff,
    namespaces: new Set(),
    usesNvidia: confinement.usesNvidia,
  }
}

function describe({ capabilities: _all, cgroups, namespaces, added, ...flags }: Confinement) {
  return {
    ...flags,
    added_capabilities: added,
    host_namespaces: [...namespaces].sort(),
    writable_cgroups: cgroups.map(({ destination }) => destination),
  }
}

function titleOf(title: { readonly en: string } | string): string {
  return typeof title === 'string' ? title : title.en
}

/** What is known of the machine, where the container is on this one. */
async function machineOf({ facts }: Container, context: ScanContext): Promise<Machine | undefined> {
  return facts !== undefined && Object.hasOwn(facts, machineFact.id) ? context.fact(machineFact) : undefined
}
