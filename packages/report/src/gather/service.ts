import type { Service } from '@veinmind/internal/services'
import type { InventoryPackage, Json, ReportEvent } from '@veinmind/sdk'
import type { AcceptEntry } from '../model/accept-entry.ts'
import { compareWith } from '../comparison/comparison.ts'
import { createAcceptance } from '../acceptance/acceptance.ts'
import { acceptEvent, standsFor } from '../validate/accept.ts'
import { cutTexts } from '../validate/cut.ts'
import { assembleReport } from './assemble.ts'
import { createFollowedFindings } from './followed-findings.ts'
import { REPORT_LIMITS } from '../validate/limits.ts'
import type { ReportLimits } from '../validate/limits.ts'
import { acceptPackage } from '../inventory/accept-package.ts'
import { createPackageStore } from '../inventory/package-store.ts'
import { createRuleTable } from '../validate/rules.ts'
import { createEventStore } from '../store/event-store.ts'
import { createSubjectIndex } from '../subjects/subject-index.ts'
import type { SecretKeeper } from '../redact/secret-keeper.ts'
import type { Finding, PluginReport, Report, ReportedError, TargetReport } from '../model/model.ts'
import type { EventSource } from '../model/event-source.ts'

/** Options of `createReportService`. */
export interface ReportServiceOptions {
  readonly tool: { readonly name: string; readonly version: string }
  /** Leave secrets as they are; default false: they are masked wherever they stand. */
  readonly showSecrets?: boolean
  /** Whether a host renders the report; default false. */
  readonly hosted?: boolean
  readonly now?: () => Date
  readonly limits?: Partial<ReportLimits>
  /** What the user lives with: see `readAcceptFile`. */
  readonly accept?: readonly AcceptEntry[]
  /** An earlier report that it is held against. */
  readonly since?: Report | undefined
  /** Folder for events that are too many for memory; by default that of the system for temporary files. */
  readonly spoolDir?: string
  /** What is masked besides the secrets of events, and told of those (see `createSecretKeeper`). */
  readonly keeper?: SecretKeeper
  /**
   * Whether the report is of one event of many, which each are finished by themselves: then the keeper finds its secrets in the event's texts, and
   * no redactor of all of them is made anew for each.
   */
  readonly single?: boolean
}

/** Gathers what a scan has to say, and gives it as one report. No method throws for what an event holds. */
export interface ReportService {
  readonly hosted: boolean
  /** Takes an event. A malformed one becomes an error `REPORT_EVENT_INVALID` of its plugin and target. */
  report(event: ReportEvent, source: EventSource): void
  /** Takes a package of the target's inventory, until the target is added. A malformed one becomes an error `REPORT_PACKAGE_INVALID`. */
  addPackage(item: InventoryPackage, source: EventSource): void
  /** From now on until `addTarget`, the findings of the target can be asked for, and be named as what others were concluded from. */
  follow(target: string): void
  /** The findings of a target that is followed, as they were reported: nothing is masked. `isCut`: there are more. */
  findingsOf(target: string): { readonly findings: readonly Finding[]; readonly isCut: boolean }
  addTarget(target: TargetReport): void
  addPlugin(plugin: PluginReport): void
  addError(error: ReportedError): void
  /** A target that was asked for and could not be had, by its name, and why: the coverage counts it. */
  addMissing(error: ReportedError & { readonly target: string }): void
  addSkipped(skipped: { readonly target: string; readonly reason: string }): void
  /** The service for a `Registry`, under `REPORT_NAMESPACE`, whose events are of this source. */
  service(source: EventSource): Service
  /** The report of all that was added so far: sorted, without doubles, secrets masked. */
  finish(): Report
  /** Frees what lies on disk; a report of more findings than memory holds cannot be read any more. */
  close(): void
}

/** A report service. */
export function createReportService(options: ReportServiceOptions): ReportService {
  const { now = () => new Date(), showSecrets = false, hosted = false } = options
  const limits = { ...REPORT_LIMITS, ...options.limits }
  const startedAt = now().toISOString()
  const events = createEventStore({
    inMemory: limits.inMemory,
    characters: limits.charactersInMemory,
    folder: options.spoolDir,
  })
  const packages = createPackageStore({
    perTarget: limits.packagesPerTarget,
    inMemory: limits.packagesInMemory,
    folder: options.spoolDir,
  })
  const subjects = createSubjectIndex((number) => events.get(number).event.plugin)
  const followed = createFollowedFindings((number) => events.get(number).event as Finding)
  const rules = createRuleTable()
  // Also those of events that are not in the report: they may stand in others that are.
  const secrets = new Set<string>()
  const seen = new Map<string, number>()
  const targets: TargetReport[] = []
  const plugins: PluginReport[] = []
  const errors: ReportedError[] = []
  const skipped: { target: string; reason: string }[] = []
  const missing = new Set<string>()
  // By plugin and target; what went wrong, which is seldom, is kept by itself.
  const eventCounts = createCounts()
  const faults = new Map<string, { readonly source: EventSource; errors: number; lost: number; packages: number }>()

  const sources = new WeakMap<EventSource, EventSource>()
  function cutSource(source: EventSource): EventSource {
    const cut = sources.get(source) ?? cutTexts(source)
    sources.set(source, cut)
    return cut
  }

  function faultsOf(source: EventSource) {
    const key = JSON.stringify([source.plugin, source.target.id])
    let count = faults.get(key)
    if (!count) faults.set(key, (count = { source, errors: 0, lost: 0, packages: 0 }))
    return count
  }

  function refuse(source: EventSource, code: string, message: string): void {
    const count = faultsOf(source)
    count.errors++
    if (count.errors > limits.errorsPerTarget + 1) return
    const tooMany = count.errors > limits.errorsPerTarget
    errors.push({
      code,
      message: tooMany ? 'more events were refused than are listed' : message,
      target: source.target.name,
      plugin: source.plugin,
    })
  }

  function report(event: unknown, from: EventSource): void {
    const source = cutSource(from)
    const accepted = acceptEvent(event, { source, time: now().toISOString(), rules })
    if ('refused' in accepted) {
      refuse(source, 'REPORT_EVENT_INVALID', `an event was refused: ${accepted.refused}`)
      return
    }
    options.keeper?.add(accepted.secrets)
    if (accepted.dropped > 0) {
      refuse(
        source,
        'REPORT_EVENT_LIMIT',
        `an event names more places than the report takes: ${accepted.dropped} are left out`,
      )
    }
    for (const secret of accepted.secrets) secrets.add(secret)
    const known = seen.get(accepted.key)
    if (known !== undefined) {
      const { subject: _subject, ...kept } = accepted
      if (standsFor(kept, events.get(known))) events.replace(known, kept)
      return
    }
    if (eventCounts.next(source) > limits.eventsPerTarget) {
      faultsOf(source).lost++
      return
    }
    const { subject, because = [], ...taken } = accepted
    const reasons = followed.resolve(source.target.id, because)
    if (reasons.length < because.length)
      refuse(source, 'REPORT_EVENT_INVALID', 'an event names findings that its target does not have')
    const kept = reasons.length === 0 ? taken : { ...taken, event: { ...taken.event, because: reasons } }
    const number = events.push(kept)
    if ('fingerprint' in kept.event) followed.note(kept.event, number)
    seen.set(accepted.key, number)
    if (subject) subjects.add(subject, { number, plugin: source.plugin, target: source.target.id })
  }

  function addPackage(item: unknown, from: EventSource): void {
    const source = cutSource(from)
    const accepted = acceptPackage(item)
    if ('refused' in accepted)
      refuse(source, 'REPORT_PACKAGE_INVALID', `a package of the inventory was refused: ${accepted.refused}`)
    else if (!packages.add(source.target.id, source.plugin, accepted)) faultsOf(source).packages++
  }

  function lostPackages(): ReportedError[] {
    return Array.from(faults.values())
      .filter(({ packages: lost }) => lost > 0)
      .map(({ source, packages: lost }) => ({
        code: 'REPORT_PACKAGE_LIMIT',
        message: `more packages than the report takes: the last ${lost} are left out`,
        target: source.target.name,
        plugin: source.plugin,
      }))
  }

  function lostEvents(): ReportedError[] {
    return Array.from(faults.values())
      .filter(({ lost }) => lost > 0)
      .map(({ source, lost }) => ({
        code: 'REPORT_EVENT_LIMIT',
        message: `more events than the report takes: the last ${lost} are left out`,
        target: source.target.name,
        plugin: source.plugin,
      }))
  }

  return {
    hosted,
    report,
    addPackage,
    follow: (target) => followed.begin(target),
    findingsOf: (target) => followed.of(target),
    addTarget(target) {
      const cut = cutTexts(target)
      targets.push(cut)
      packages.seal(cut.id)
      followed.end(target.id)
    },
    addPlugin: (plugin) => void plugins.push(cutTexts(plugin)),
    addError: (error) => void errors.push(cutTexts(error)),
    addMissing(error) {
      const cut = cutTexts(error)
      missing.add(cut.target)
      errors.push(cut)
    },
    addSkipped: (item) => void skipped.push(cutTexts(item)),
    service: (source) => ({
      manifest: {},
      functions: {
        report(event?: Json) {
          report(event, source)
          return undefined
        },
        inventory(item?: Json) {
          addPackage(item, source)
          return undefined
        },
      },
    }),
    close() {
      events.close()
      packages.close()
    },
    finish: () => {
      const finishedAt = now().toISOString()
      const all = [...errors, ...lostEvents(), ...lostPackages()]
      const { tool, keeper, single = false, accept = [], since } = options
      if (!single) for (const secret of keeper?.known ?? []) secrets.add(secret)
      return assembleReport(
        {
          tool,
          startedAt,
          finishedAt,
          events,
          packages,
          subjects,
          comparing: since && compareWith(since),
          acceptance: createAcceptance(accept, finishedAt.slice(0, 10)),
          secrets,
          targets,
          plugins,
          errors: all,
          skipped,
          missing,
        },
        { showSecrets, ...(single && keeper ? { keeper } : {}) },
      )
    },
  }
}

/** Counts the events of each plugin on each target. */
function createCounts(): { next(source: EventSource): number } {
  const byPlugin = new Map<string, Map<string, number>>()
  return {
    next({ plugin, target }) {
      const byTarget = byPlugin.get(plugin) ?? new Map<string, number>()
      byPlugin.set(plugin, byTarget)
      const count = (byTarget.get(target.id) ?? 0) + 1
      byTarget.set(target.id, count)
      return count
    },
  }
}
