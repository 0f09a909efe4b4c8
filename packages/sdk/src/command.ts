import type { Cluster, Container, Entity, EntityKind, Host, IacFile, Image, Sbom } from './entities.ts'
import type { Location, ReportEvent } from './events.ts'
import type { Fact } from './fact.ts'
import type { FileSystem } from './file-system.ts'
import type { InventoryPackage } from './inventory.ts'
import type { RecordsOf } from './inspector.ts'
import type { Logger } from './logger.ts'
import type { OptionSpecs, OptionValues } from './options.ts'
import type { Json } from './json.ts'
import type { Found } from './found.ts'

/** A function of a service. Arguments and reply are JSON, since the caller may be another process. */
export type ServiceFunction = (...args: readonly Json[]) => Json | undefined | Promise<Json | undefined>

/** What a plugin saw of an entity by means of its own, beside what its inspectors are counted with. Counts are of files. */
export interface Seen {
  readonly scanned?: number
  /** What it wanted and did not get, by reason (`too-large`, …). */
  readonly skipped?: Readonly<Record<string, number>>
  readonly truncated?: number
  readonly errored?: number
  /** Layers that were read again for files that nobody asked for in time. */
  readonly rereads?: number
  /** Indexes of the layers that it has read: an image's lowest first, then a container's own. */
  readonly layers?: readonly number[]
  /** The first of the files that were not seen whole. */
  readonly problems?: readonly { readonly path?: string; readonly inspector?: string; readonly reason: string }[]
  /** Failures that belong to the entity rather than to one file. */
  readonly errors?: readonly { readonly code: string; readonly message: string; readonly hint?: string }[]
  /** Why it has not seen all: its outcome is `partial`. */
  readonly incomplete?: string
}

/** What a plugin has while it scans one entity. */
export interface ScanContext<S extends OptionSpecs = OptionSpecs, T = unknown> {
  readonly options: OptionValues<S>
  /** What the plugin's `prepare` gave; `undefined` without one. */
  readonly state: T
  readonly signal: AbortSignal
  readonly log: Logger
  /** The merged file system of an image or a container, that of a host; empty for other entities. */
  readonly files: FileSystem
  /** Whether a host runs this plugin and renders its report. */
  readonly hosted: boolean
  /** The records of an inspector over every layer, lowest layer first, in the order of the archive. */
  records<R>(inspector: RecordsOf<R>): readonly Found<R>[]
  /** A fact that the plugin lists, made when it is first asked for, once for all plugins. Throws what making it threw. */
  fact<T>(fact: Fact<T>): Promise<T>
  /** Hands an event to the report service. A malformed one is refused there, and said in the report. */
  report(event: ReportEvent): void
  /**
   * Puts a package into the inventory of the report: a fact, for which there is no limit of findings and no masking. A malformed one is
   * refused, and said in the report.
   */
  inventory(item: InventoryPackage): void
  /** Says that part of the work was not done: the plugin's outcome is `partial`, with this reason. */
  incomplete(reason: string, where?: Location): void
  /** Adds to the coverage what it saw by means of its own: one that runs in a process elsewhere, say. */
  covered(seen: Seen): void
  /** A function of a service of the host; undefined when the host has none of that name. */
  service(namespace: string, name: string): ServiceFunction | undefined
}

/** A scan of one entity. */
export type Scan<E extends Entity, S extends OptionSpecs, T = unknown> = (
  entity: E,
  context: ScanContext<S, T>,
) => void | Promise<void>

/** A scan of one kind of entity, with its place on the command line. */
export interface Command<S extends OptionSpecs = OptionSpecs, T = unknown> {
  readonly kind: EntityKind
  /** Words of the command line that lead to it, such as `scan image`. */
  readonly path: readonly string[]
  readonly scan: (entity: never, context: ScanContext<S, T>) => void | Promise<void>
}

function command<E extends Entity, S extends OptionSpecs, T>(kind: EntityKind, scan: Scan<E, S, T>): Command<S, T> {
  return { kind, path: ['scan', kind], scan }
}

/** Scans images. */
export const imageCommand = <S extends OptionSpecs = {}, T = unknown>(scan: Scan<Image, S, T>): Command<S, T> =>
  command('image', scan)

/** Scans containers. */
export const containerCommand = <S extends OptionSpecs = {}, T = unknown>(scan: Scan<Container, S, T>): Command<S, T> =>
  command('container', scan)

/** Scans files of infrastructure as code. */
export const iacCommand = <S extends OptionSpecs = {}, T = unknown>(scan: Scan<IacFile, S, T>): Command<S, T> =>
  command('iac', scan)

/** Scans clusters. */
export const clusterCommand = <S extends OptionSpecs = {}, T = unknown>(scan: Scan<Cluster, S, T>): Command<S, T> =>
  command('cluster', scan)

/** Scans machines that run containers. Inspectors read all files of the machine: where a few are needed, read them by `context.files`. */
export const hostCommand = <S extends OptionSpecs = {}, T = unknown>(scan: Scan<Host, S, T>): Command<S, T> =>
  command('host', scan)

/** Scans bills of materials. */
export const sbomCommand = <S extends OptionSpecs = {}, T = unknown>(scan: Scan<Sbom, S, T>): Command<S, T> =>
  command('sbom', scan)
