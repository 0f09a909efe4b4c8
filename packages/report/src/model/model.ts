import type {
  Accepted,
  Confidence,
  EntityKind,
  EventClass,
  InventoryPackage,
  JsonObject,
  Listed,
  Location,
  Rule,
  Severity,
  Text,
} from '@veinmind/sdk'
import type { Platform } from '@veinmind/sdk/target'
import type { FixPlanInput } from './fix-plan.ts'
import type { AcceptNote } from './accept-entry.ts'

/** How the work of a plugin, or on a target, ended. */
export type Outcome = 'ok' | 'partial' | 'failed' | 'skipped'

/** A failure as the report carries it: stable code, message, what to do, to what it happened. */
export interface ReportedError {
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** Name of the target that it belongs to. */
  readonly target?: string
  readonly plugin?: string
}

/** A file that a plugin did not see whole, and why. */
export interface Problem {
  readonly target: string
  readonly path?: string
  readonly inspector?: string
  readonly reason: string
}

/** Something that was not seen, and why. */
export interface Gap {
  /** Name of the target; not where the gaps of one target are listed. */
  readonly target?: string
  readonly path?: string
  readonly reason: string
}

/** What was not seen: the first three, and how many there are in all. */
export interface Gaps {
  readonly count: number
  readonly first: readonly Gap[]
}

/** What a plugin saw, over all targets. */
export interface Coverage {
  readonly entities: number
  /** Files that an inspector of the plugin was given, cached ones included. */
  readonly scanned: number
  /** Files that it wanted and was not given, by reason (`too-large`, `unreadable`, …). */
  readonly skipped: Readonly<Record<string, number>>
  readonly truncated: number
  /** Files whose inspection ended in an error or by its time limit. */
  readonly errored: number
  /** Layers that were read a second time, for files that no inspector wanted in the first pass. */
  readonly rereads: number
  /** The first of the problems, at most 1,000. */
  readonly problems: readonly Problem[]
}

export interface PluginReport {
  readonly name: string
  readonly version: string
  readonly outcome: Outcome
  readonly reason?: string
  readonly durationMs: number
  /** Why its outcome is `partial`: what of the targets it has not seen. */
  readonly gaps?: Gaps
  /** What is to be said of it although it did its work: that its data is old. */
  readonly note?: string
  readonly coverage: Coverage
}

export interface LayerReport {
  readonly index: number
  readonly digest: string
  readonly diffId: string
  readonly size: number
  /** Read in this scan, taken from the cache, or not available. */
  readonly source: 'read' | 'cache' | 'none'
}

/** One entity that was scanned, or could not be. */
export interface TargetReport {
  readonly id: string
  readonly kind: EntityKind
  readonly name: string
  readonly references: readonly string[]
  /** For a cluster that is a set of manifests, and nothing that runs. */
  readonly isManifests?: true
  /** Where it was had: `docker (unix:///var/run/docker.sock), read from its folders`. */
  readonly source?: string
  readonly digest?: string
  readonly platform?: Platform
  readonly layers?: readonly LayerReport[]
  readonly outcome: Outcome
  readonly reason?: string
  readonly notes: readonly string[]
}

/** What a finding or an asset says of its entity; the whole is in `targets`, by `id`. */
export interface TargetReference {
  readonly id: string
  readonly kind: EntityKind
  readonly name: string
  readonly references: readonly string[]
  readonly platform?: Platform
  /** What runs or keeps it: `docker`, `containerd`, `remote`, `tarball`, `kubernetes`; default by its kind. */
  readonly runtime?: string
  /** For a cluster that is a set of manifests, and nothing that runs. */
  readonly isManifests?: true
  /** Where it was had, if that was from several places or under several names: an image in two repositories or archives. */
  readonly places?: readonly TargetPlace[]
}

/** One of the ways by which a target was had. */
export interface TargetPlace {
  /** References that led to it, or its name. */
  readonly names: readonly string[]
  /** An engine, a registry, an archive. */
  readonly source?: string
}

/** What findings and assets have in common: an accepted event, redacted, with where it came from. */
export interface Reported {
  readonly type: string
  readonly class: EventClass
  readonly plugin: string
  /** When it was reported, RFC 3339. */
  readonly time: string
  readonly target: TargetReference
  readonly locations: readonly Location[]
  readonly detail: JsonObject
}

/** A risk or a trace of an invasion. */
export interface Finding extends Reported {
  /** The same for the same finding in another image, another layer or another scan. */
  readonly fingerprint: string
  readonly rule: Rule
  readonly severity: Severity
  readonly confidence: Confidence
  readonly evidence?: string
  /** Where a limit has cut the findings of this kind: how many are listed, of how many at least. */
  readonly listed?: Listed
  /** Its tags beside those of its rule. */
  readonly tags?: readonly string[]
  /** The findings that it was concluded from. */
  readonly because?: readonly Because[]
  /** What others found on the same thing (a secret, a mount, …): their places are places of this finding too. */
  readonly others?: readonly OtherFinding[]
  /** Who has accepted it, why and until when; only for findings in `accepted`. */
  readonly accepted?: Accepted
  /** How it compares with an earlier report, where one is given. */
  readonly since?: Since
}

/**
 * What a finding is to an earlier report: it was in it; or it is new in what was scanned; or it is learnt, by a newer rule or database, of
 * what was there before.
 */
export type Since = 'same' | 'new' | 'learnt'

/** A finding of an earlier report that is not there any more, though all was looked at that it would be in. */
export type GoneFinding = Pick<
  Finding,
  'fingerprint' | 'class' | 'plugin' | 'rule' | 'severity' | 'target' | 'locations'
>

/** The comparison with an earlier report. */
export interface Comparison {
  readonly with: Pick<Report, 'finishedAt' | 'tool'>
  /** New findings, learnt ones included, each once under its worst severity: the exit code depends on them. */
  readonly new: Readonly<Record<Severity, number>>
  /** Of these, the ones that are learnt. */
  readonly learnt: number
  readonly same: number
  readonly gone: readonly GoneFinding[]
}

/** That a finding is accepted. */
export interface AcceptedFinding extends Finding {
  readonly accepted: Accepted
}

/** A finding that another was concluded from. */
export interface Because {
  readonly fingerprint: string
  readonly plugin: string
  /** Id of its rule. */
  readonly rule: string
  readonly title: Text
  /** The target that it is in, where that is another: the machine of a container, an image of a cluster. */
  readonly target?: Pick<TargetReference, 'id' | 'kind' | 'name'>
}

/** What was found on the thing that another finding is about. */
export type OtherFinding = Omit<Finding, 'time' | 'target' | 'others' | 'accepted' | 'since'>

/** A fact about an entity. */
export type Asset = Reported

/** A package of an entity's inventory. Nothing of it is masked: it is what the entity says of itself openly. */
export interface InventoryItem extends InventoryPackage {
  /** The `id` of its target. */
  readonly target: string
  /** The plugin that has said it first. */
  readonly plugin: string
}

/** What to upgrade in one target: see `fixPlan`. */
export interface TargetPlan extends FixPlanInput {
  readonly target: TargetReference
}

export interface Summary {
  /** All that were asked for, also those that could not be had at all and are in `errors` only. */
  readonly targets: number
  /** Those that were scanned, whole or in part. */
  readonly scanned: number
  /** Each finding once, whatever the number of its places, under its worst severity. */
  readonly findings: Readonly<Record<Severity, number>>
  /** Findings that are accepted, each once; they are in no other count. */
  readonly accepted: number
  /** Places of all findings: each location, under each name of each target. */
  readonly places: number
  readonly assets: number
  /** Packages of all inventories, those of each target counted. */
  readonly packages: number
  readonly errors: number
  /**
   * How much was seen, 0 to 1: the share of the wanted files that were seen whole, times the mean share of the layers of
   * each target that were read (0 for a target that was not scanned, or could not be had), times the share of plugins that
   * did not fail. At most 0.9999 where something is missing that nobody can count: an error, a target or plugin that is
   * partial.
   */
  readonly coverage: number
}

/** The whole report: what the JSON format writes, and every renderer reads. */
export interface Report {
  readonly schemaVersion: '1.0'
  readonly tool: { readonly name: string; readonly version: string }
  readonly startedAt: string
  readonly finishedAt: string
  readonly targets: readonly TargetReport[]
  readonly plugins: readonly PluginReport[]
  /** One for each target in which a finding is; the same finding has the same fingerprint in all. */
  readonly findings: readonly Finding[]
  /** Accepted findings: they are counted nowhere else. */
  readonly accepted: readonly AcceptedFinding[]
  /** Notes on accepting entries: unused, ended, or ending soon. */
  readonly acceptNotes: readonly AcceptNote[]
  readonly assets: readonly Asset[]
  /** The upgrades that remove the most vulnerabilities, for each target that has some. */
  readonly plan?: readonly TargetPlan[]
  /** The packages of each target, by target and purl. */
  readonly inventory: readonly InventoryItem[]
  readonly errors: readonly ReportedError[]
  readonly skipped: readonly { readonly target: string; readonly reason: string }[]
  readonly summary: Summary
  /** With `--new-since`. */
  readonly comparison?: Comparison
}
