import type { Accepted } from '@veinmind/sdk'
import { createFindingCounts } from './finding-counts.ts'
import { countSeen } from './count-seen.ts'
import type { AcceptedFinding, Asset, Finding, Report, Since, ReportedError, TargetReport } from '../model/model.ts'
import { compare } from '../model/order.ts'
import { createOpenWords, redactAll } from './redact-report.ts'
import type { SecretKeeper } from '../redact/secret-keeper.ts'
import type { Redacted } from './redact-report.ts'
import { isFinding } from '../store/by-place.ts'
import { joinEvents, joinFindings, joinStored } from '../subjects/join-findings.ts'
import { createTargetOrder } from './target-order.ts'
import { isPlan, plansOf } from './plans.ts'
import { placesOfTargets } from '../model/target-places.ts'
import type { ReportParts } from './report-parts.ts'

/** The report, sorted and redacted. Of events that are on disk, each is read when it is asked for. */
export function assembleReport(
  parts: ReportParts,
  options: { readonly showSecrets: boolean; readonly keeper?: SecretKeeper },
): Report {
  const { events } = parts
  const joined = joinEvents(events, parts.subjects)
  const findingAt = (number: number): Finding => events.get(number).event as Finding
  const several = placesOfTargets(parts.targets)
  const words = options.showSecrets ? undefined : createOpenWords(parts)
  const counts = createFindingCounts()
  const order = createTargetOrder()
  const decisions = new Map<number, Accepted>()
  const statuses = new Map<number, Since>()
  for (const [number, { event }] of events.inOrder()) {
    const target = several.get(event.target.id) ?? event.target
    words?.look(event)
    if (joined.isPart(number)) continue
    if (!isFinding(event)) {
      order.add(number, target, isPlan(event) ? 'plans' : 'assets')
      continue
    }
    const finding = joinFindings(event, joined.othersOf(number).map(findingAt))
    const accepted = finding.accepted ?? parts.acceptance.decide(finding, target)
    if (accepted) decisions.set(number, accepted)
    const since = parts.comparing?.statusOf(finding, target, accepted !== undefined)
    if (since && !accepted) statuses.set(number, since)
    counts.add(finding, target, accepted !== undefined)
    order.add(number, target, accepted ? 'accepted' : 'findings')
  }
  const { redactEvent, targets, plugins, errors, skipped } = words
    ? redactAll(parts, words.found, options.keeper)
    : unredacted(parts)
  const list = (numbers: readonly number[]): readonly (Finding | Asset)[] =>
    events.map(numbers, (stored, number) => {
      const { event, secrets } = joinStored(
        stored,
        joined.othersOf(number).map((other) => events.get(other)),
      )
      const target = several.get(event.target.id)
      const accepted = decisions.get(number)
      const since = statuses.get(number)
      return redactEvent({
        secrets,
        event: {
          ...event,
          ...(target ? { target } : {}),
          ...(accepted ? { accepted } : {}),
          ...(since ? { since } : {}),
        },
      })
    })
  const { findings, accepted, assets, plans } = order.finish()
  const sorted = targets
    .map((target, index) => ({ target, id: parts.targets[index]?.id ?? target.id }))
    .sort((a, b) => byTarget(a.target, b.target))
  const inventory = parts.packages.list(sorted.map(({ target, id }) => ({ id, shownId: target.id })))
  return {
    schemaVersion: '1.0',
    tool: parts.tool,
    startedAt: parts.startedAt,
    finishedAt: parts.finishedAt,
    targets: sorted.map(({ target }) => target),
    plugins: [...plugins].sort((a, b) => compare(a.name, b.name)),
    findings: list(findings) as readonly Finding[],
    accepted: list(accepted) as readonly AcceptedFinding[],
    acceptNotes: parts.acceptance.notes(parts.targets),
    assets: list(assets),
    ...(plans.length === 0 ? {} : { plan: plansOf(list(plans)) }),
    inventory,
    errors: [...errors].sort(byError),
    skipped: [...skipped].sort((a, b) => compare(a.target, b.target) || compare(a.reason, b.reason)),
    summary: {
      ...countSeen({ targets, plugins, errors }, countMissing(parts)),
      ...counts.finish(),
      assets: assets.length,
      packages: inventory.length,
      errors: errors.length,
    },
    ...(parts.comparing ? { comparison: parts.comparing.finish(parts) } : {}),
  }
}

/** Targets that could not be had and are not listed under another result: each counts once. */
function countMissing({ missing, unreached, targets }: ReportParts): number {
  const listed = new Set(targets.flatMap(({ name, references }) => [name, ...references]))
  return [...missing].filter((name) => !listed.has(name)).length + unreached
}

function byTarget(a: TargetReport, b: TargetReport): number {
  return compare(a.name, b.name) || compare(a.id, b.id) || compare(a.source ?? '', b.source ?? '')
}

function byError(a: ReportedError, b: ReportedError): number {
  return (
    compare(a.target ?? '', b.target ?? '') ||
    compare(a.plugin ?? '', b.plugin ?? '') ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  )
}

function unredacted({ targets, plugins, errors, skipped }: ReportParts): Redacted {
  return { redactEvent: ({ event }) => event, targets, plugins, errors, skipped }
}
