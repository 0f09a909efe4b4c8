import type { ScanContext } from './command.ts'
import type { EntityKind, RunsImage } from './entities.ts'
import type { JsonObject } from './json.ts'
import type { OptionSpecs } from './options.ts'
import type { Confidence, Location, Rule, Severity } from './events.ts'

/** A finding of any plugin, as `correlate` gets it: as it was reported, nothing masked. */
export interface CorrelatedFinding {
  /** What an event names it by in `because`. */
  readonly fingerprint: string
  readonly plugin: string
  readonly type: string
  readonly class: 'risk' | 'invasion' | 'info'
  readonly rule: Rule
  readonly severity: Severity
  readonly confidence: Confidence
  /** The tags of its rule and its own. */
  readonly tags: readonly string[]
  readonly evidence?: string
  readonly locations: readonly Location[]
  readonly detail: JsonObject
  /** Where it was found, if that is not the entity itself. Only findings with tags come from elsewhere. */
  readonly from?: RelatedEntity
}

/** An entity of the same scan whose findings bear on another: the machine of a container, an image that a cluster or a container runs. */
export interface RelatedEntity {
  readonly kind: EntityKind
  readonly id: string
  readonly name: string
  /** Of an image that a cluster runs: by which of its workloads. */
  readonly usedBy?: RunsImage
  readonly plugins: readonly EndedPlugin[]
}

/** How a plugin has ended on an entity: whether what it did not find is not there. */
export interface EndedPlugin {
  readonly name: string
  readonly outcome: 'ok' | 'partial' | 'failed' | 'skipped'
}

/** What `correlate` has to work with. The files of the entity are closed by then. */
export interface CorrelateContext<S extends OptionSpecs = OptionSpecs, T = unknown> extends Pick<
  ScanContext<S, T>,
  'options' | 'state' | 'signal' | 'log' | 'report' | 'incomplete'
> {
  /** The plugins that have scanned the entity; one that has no command for its kind, or that was not run, is not among them. */
  readonly plugins: readonly EndedPlugin[]
  /** The entities whose findings are among those of this one. */
  readonly related: readonly RelatedEntity[]
  /** What the report is to say of the plugin although it did all that it could. */
  readonly note: (text: string) => void
}
