import type { Service } from '@veinmind/internal/services'
import type { InventoryPackage, Json, ReportEvent } from '@veinmind/sdk'
import type { AcceptEntry } from '../model/accept-entry.ts'
import { compareWith } from '../comparison/comparison.ts'
import { createAcceptance } from '../acceptance/acceptance.ts'
import { cutTexts } from '../validate/cut.ts'
import { assembleReport } from './assemble.ts'
import { createEventIntake } from './event-intake.ts'
import { createFollowedFindings } from './followed-findings.ts'
import { REPORT_LIMITS } from '../validate/limits.ts'
import type { ReportLimits } from '../validate/limits.ts'
import { acceptPackage } from '../inventory/accept-package.ts'
import { createPackageStore } from '../inventory/package-store.ts'
import { createRuleTable } from '../validate/rules.ts'
import { createSourceFaults } from './source-faults.ts'
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
  /** Entries that accept findings: see `readAcceptFile`. */
  readonly accept?: readonly AcceptEntry[]
  /** An earlier report to compare with. */
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
  /** False where events go elsewhere, so that nobody can be asked here what was found. */
  readonly knowsFindings: boolean
  /** Takes an event. A malformed one becomes an error `REPORT_EVENT_INVALID` of its plugin and target. */
  report(event: ReportEvent, source: EventSource): void
  /** Takes a package of the target's inventory, until the target is added. A malformed one becomes an error `REPORT_PACKAGE_INVALID`. */
  addPackage(item: InventoryPackage, source: EventSource): void
  /** From now on until `addTarget`, the findings of the target can be asked for, and be named as what others were concluded from. */
  follow(target: string): void
  /** The target may also name what was found in these others, which were followed to their end. */
  relate(target: string, others: readonly string[]): void
  /**
   * The findings of a target that is followed, as they were reported: nothing is masked. After its end those with tags, of a machine or an
   * image. `isCut`: there are more.
   */
  findingsOf(target: string): { readonly findings: readonly Finding[]; readonly isCut: boolean }
  addTarget(target: TargetReport): void
  addPlugin(plugin: PluginReport): void
  addError(error: ReportedError): void
  /** A target that was asked for and could not be had, by its name, and why: the coverage counts it. */
  addMissing(error: ReportedError & { readonly target: string }): void
  /** Targets that were asked for and not looked for before the end, whose names nobody knows; the coverage counts them. */
  addUnreached(count: number): void
  addSkipped(skipped: { readonly target: string; readonly reason: string }): void
  /** The service for a `Registry`, under `REPORT_NAMESPACE`, whose events are of this source. */
  service(source: EventSource): Service
  /** The report of all that was added: sorted, without doubles, secrets masked. Once; what is reported later is not taken. */
  finish(): Report
  /** Frees what lies on disk; a report of more findings than memory holds cannot be read any more. */
  close(): void
}

/** A report service. */
export function createReportService(options: ReportServiceOptions): ReportService {
  const { now = () => new Date(), showSecrets = false, hosted = false, single = false, keeper, since } = options
  const limits = { ...REPORT_LIMITS, ...options.limits }
  const startedAt = now().toISOString()
  const { events, packages } = createStores(limits, options.spoolDir)
  const subjects = createSubjectIndex((number) => events.get(number).event.plugin)
  const followed = createFollowedFindings((number) => events.get(number).event as Finding)
  const secrets = new Set<string>()
  const targets: TargetReport[] = []
  const plugins: PluginReport[] = []
  const errors: ReportedError[] = []
  const skipped: { target: string; reason: string }[] = []
  const missing = new Set<string>()
  let unreached = 0
  const faults = createSourceFaults(limits.errorsPerTarget, (error) => errors.push(error))
  const intake = createEventIntake({
    events,
    rules: createRuleTable(),
    followed,
    subjects,
    faults,
    keepSecrets(found) {
      keeper?.add(found)
      for (const secret of found) secrets.add(secret)
    },
    most: limits.eventsPerTarget,
  })
  const cutSource = createSourceCut()

  function report(event: unknown, from: EventSource): void {
    intake.take(event, cutSource(from), now().toISOString())
  }

  function addPackage(item: unknown, from: EventSource): void {
    const source = cutSource(from)
    const accepted = acceptPackage(item)
    if ('refused' in accepted)
      faults.refuse(source, 'REPORT_PACKAGE_INVALID', `a package of the inventory was refused: ${accepted.refused}`)
    else if (!packages.add(source.target.id, source.plugin, accepted)) faults.addLost(source, 'package')
  }

  return {
    hosted,
    knowsFindings: true,
    report,
    addPackage,
    follow: (target) => followed.begin(target),
    relate: (target, others) => followed.relate(target, others),
    findingsOf: (target) => followed.of(target),
    addTarget(target) {
      const cut = cutTexts(target)
      targets.push(cut)
      packages.seal(cut.id)
      followed.end(target.id, target.kind === 'host' || target.kind === 'image')
    },
    addPlugin: (plugin) => void plugins.push(cutTexts(plugin)),
    addError: (error) => void errors.push(cutTexts(error)),
    addMissing(error) {
      const cut = cutTexts(error)
      missing.add(cut.target)
      errors.push(cut)
    },
    addUnreached: (count) => void (unreached += count),
    addSkipped: (item) => void skipped.push(cutTexts(item)),
    service: (source) => serviceOf(report, addPackage, source),
    close() {
      events.close()
      packages.close()
    },
    finish() {
      const finishedAt = now().toISOString()
      intake.close()
      if (!single) for (const secret of keeper?.known ?? []) secrets.add(secret)
      const gathered = { events, packages, subjects, secrets, targets, plugins, skipped, missing, unreached }
      const parts = {
        ...gathered,
        tool: options.tool,
        startedAt,
        finishedAt,
        errors: [...errors, ...faults.lost()],
        comparing: since && compareWith(since),
        acceptance: createAcceptance(options.accept ?? [], finishedAt.slice(0, 10)),
      }
      const made = assembleReport(parts, { showSecrets, ...(single && keeper ? { keeper } : {}) })
      secrets.clear()
      return made
    },
  }
}

function createStores(limits: ReportLimits, folder: string | undefined) {
  return {
    events: createEventStore({ inMemory: limits.inMemory, characters: limits.charactersInMemory, folder }),
    packages: createPackageStore({ perTarget: limits.packagesPerTarget, inMemory: limits.packagesInMemory, folder }),
  }
}

type Take = (value: unknown, source: EventSource) => void

/** What a plugin that calls the service by its name finds there. */
function serviceOf(report: Take, addPackage: Take, source: EventSource): Service {
  return {
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
  }
}

/** Cuts the texts of a source to their bounds, once a source. */
function createSourceCut(): (source: EventSource) => EventSource {
  const known = new WeakMap<EventSource, EventSource>()
  return (source) => {
    const cut = known.get(source) ?? cutTexts(source)
    known.set(source, cut)
    return cut
  }
}
