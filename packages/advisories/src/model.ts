/** A record of the OSV schema (https://ossf.github.io/osv-schema), as much of it as is used, and what our converters add. */
export interface OsvRecord {
  readonly id: string
  readonly modified?: string
  readonly published?: string
  readonly withdrawn?: string
  readonly aliases: readonly string[]
  readonly related: readonly string[]
  readonly upstream: readonly string[]
  readonly summary: string
  readonly details: string
  readonly severity: readonly OsvSeverity[]
  readonly affected: readonly OsvAffected[]
  readonly references: readonly string[]
  readonly cwes: readonly string[]
  /** The word of the advisory itself for how bad it is: `MODERATE`. */
  readonly level?: string
  /** Why it is no vulnerability, as its source says: `unmaintained`. */
  readonly informational?: string
  /**
   * A feed that tells of one flaw in several places gives it in parts: their packages are joined. Of whole records with one id the newest counts.
   */
  readonly isPart?: true
}

/** `CVSS_V2`, `CVSS_V3`, `CVSS_V4` with a vector; any other type is a vendor's, with a word. */
export interface OsvSeverity {
  readonly type: string
  readonly score: string
}

/** One package that an advisory is about. */
export interface OsvAffected {
  readonly ecosystem: string
  readonly name: string
  /** The name is that of what is installed, where the others of its ecosystem are of sources. */
  readonly isBinary?: true
  /** Each a list of events; `introduced` `0` is before all versions. */
  readonly ranges: readonly (readonly OsvEvent[])[]
  readonly versions: readonly string[]
  readonly severity: readonly OsvSeverity[]
  /** Where the feed knows more than its ranges say. */
  readonly status?: Status
  /** Streams of the module that the packages belong to: `nodejs:18`. */
  readonly modules?: readonly string[]
  readonly arches?: readonly string[]
  /** Imported packages of a Go module with the functions that are affected. */
  readonly imports?: readonly GoImport[]
}

export type OsvEvent = { readonly [K in EventKind]?: string }
export type EventKind = 'introduced' | 'fixed' | 'last_affected' | 'limit'

export interface GoImport {
  readonly path: string
  readonly symbols: readonly string[]
}

/** What is said of a package where a flaw is in it. */
export type Status = 'affected' | 'fixed' | 'will not fix' | 'under investigation'

/** How bad a flaw is, by whom. */
export interface Rating {
  readonly by: RatingSource
  readonly level: Level
  readonly score?: number
  readonly vector?: string
}

/** The vendor of the package, the advisory's own word, or CVSS of a version. In this order the first counts. */
export type RatingSource = 'vendor' | 'advisory' | 'cvss4' | 'cvss3.1' | 'cvss3.0' | 'cvss2'

export const RATING_SOURCES: readonly RatingSource[] = ['vendor', 'advisory', 'cvss4', 'cvss3.1', 'cvss3.0', 'cvss2']

export type Level = 'low' | 'medium' | 'high' | 'critical'

/** What is known of a flaw by its CVE, whatever the package. */
export interface FlawFacts {
  readonly epss?: { readonly score: number; readonly percentile: number; readonly date?: string }
  readonly kev?: { readonly added: string; readonly due?: string; readonly ransomware?: true }
  readonly ratings?: readonly Rating[]
  readonly cwes?: readonly string[]
  readonly published?: string
  readonly summary?: string
  /** The CVE was rejected: there is no such flaw. */
  readonly rejected?: true
}

/** How long the versions of a product are supported. */
export interface Support {
  readonly product: string
  readonly cycles: readonly SupportCycle[]
}

export interface SupportCycle {
  readonly name: string
  readonly codename?: string
  /** Day of the end of support, or whether it has ended. */
  readonly end: string | boolean
  /** Day of the end of support that is paid for. */
  readonly extendedEnd?: string | boolean
  readonly latest?: string
}

/** What converters give, one after the other. */
export type Converted =
  | { readonly kind: 'advisory'; readonly source: string; readonly record: OsvRecord }
  | {
      readonly kind: 'flaw'
      readonly source: string
      readonly id: string
      readonly facts: FlawFacts
      readonly date?: string
    }
  | { readonly kind: 'support'; readonly source: string; readonly support: Support }
  /** A record that is left out, with the reason. */
  | { readonly kind: 'left out'; readonly source: string; readonly reason: string }
  /** A document that can be read and is of no source that is known. */
  | { readonly kind: 'unknown'; readonly where: string }
  /** A record that cannot be read. */
  | { readonly kind: 'bad'; readonly where: string; readonly reason: string }
