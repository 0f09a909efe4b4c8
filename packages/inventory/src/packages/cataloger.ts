import type { Found, Inspector, Location, RecordsOf } from '@veinmind/sdk'
import type { OperatingSystem } from '../systems/model.ts'
import type { OwnedFile, PackageMeta } from './model.ts'

/** A package as a cataloger sees it in one place of one layer. */
export interface PackageDraft {
  /** Its type in a purl. */
  readonly type: string
  /** As its ecosystem writes it. */
  readonly name: string
  readonly version: string
  /** The name in its purl, where that is another. */
  readonly purlName?: string | undefined
  /** The version in its purl, where that is another: rpm has the epoch apart. */
  readonly purlVersion?: string | undefined
  /** The file of the package's entry, visible or not. From all of them it is told with which layer the package came. */
  readonly at: Location
  readonly arch?: string | undefined
  readonly source?: { readonly name: string; readonly version: string } | undefined
  readonly licenses?: readonly string[] | undefined
  /** True by default. */
  readonly isInstalled?: boolean | undefined
  readonly meta?: PackageMeta | undefined
  /** The namespace of the purl, where it is no part of the name: `debian`. */
  readonly namespace?: string | undefined
  /** The qualifiers of the purl. */
  readonly qualifiers?: Readonly<Record<string, string | undefined>> | undefined
  /** The part of the package, as its purl has it. */
  readonly subpath?: string | undefined
  /** Where it is another than that of the type. */
  readonly ecosystem?: string | undefined
  /** The files that belong to it. Called only for visible packages, and only when somebody asks for owners. */
  readonly owns?: OwnsFiles | undefined
}

/** A draft with the cataloger that made it. */
export interface SeenDraft {
  readonly cataloger: string
  readonly draft: PackageDraft
}

/** The files of a package; their digests, modes and owners as well where the records of the cataloger's `ownerInspectors` are given. */
export type OwnsFiles = (records?: CatalogContext['records']) => Iterable<OwnedFile>

/** What a cataloger has. */
export interface CatalogContext {
  readonly signal: AbortSignal
  /** The records of one of its inspectors over every layer, hidden ones as well. */
  readonly records: <R>(inspector: RecordsOf<R>) => readonly Found<R>[]
  /** The operating system whose files have this root: `/` for the entity's own. */
  readonly systemAt: (root: string) => OperatingSystem | undefined
  /** Says that packages are not known. What an inspector has said of its file is said already. */
  readonly incomplete: (reason: string, where?: Location) => void
}

/** Finds the packages of one kind of database, lock file or program. */
export interface Cataloger {
  /** Kebab-case. */
  readonly id: string
  // oxlint-disable-next-line typescript/no-explicit-any -- inspectors of any record stand side by side
  readonly inspectors: readonly Inspector<any, any>[]
  /** Inspectors that read more about files than their paths. They run only when the fact `owners` is asked for. */
  // oxlint-disable-next-line typescript/no-explicit-any -- inspectors of any record stand side by side
  readonly ownerInspectors?: readonly Inspector<any, any>[]
  /**
   * The packages of every record, also of those that an upper layer hides: a package whose places are all hidden is left out, and
   * one that was there before in the same file is said to have come with the lower layer.
   */
  collect(context: CatalogContext): Iterable<PackageDraft>
}
