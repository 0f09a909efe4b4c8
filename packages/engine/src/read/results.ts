/** How it went with the files that an inspector wanted of a layer. Plain JSON. */
export interface FileCounts {
  /** Files that it was given, also those that ended in an error, and those that held none of its keywords. */
  readonly scanned: number
  readonly skipped: Readonly<Record<string, number>>
  readonly truncated: number
  readonly errored: number
  /** Reasons that inspectors gave why they did not see all of a file. */
  readonly gaps: number
  /** The first of the files that were not seen whole. */
  readonly problems: readonly FileProblem[]
}

/** A file that an inspector did not see whole, and why. */
export interface FileProblem {
  readonly path: string
  readonly reason: string
  /** Whether it makes the plugin's outcome `partial`: not so for a limit that the inspector itself has set. */
  readonly isGap?: true
}

/** What an inspector has of a layer. Plain JSON. */
export interface InspectorResult {
  /** Records as JSON texts, by the place of their entry in the archive, in its order. */
  readonly records: readonly (readonly [position: number, record: string])[]
  readonly counts: FileCounts
}

/** What an inspector has of files that it sees only through links from elsewhere. Plain JSON. */
export interface LinkResult {
  readonly records: readonly LinkRecord[]
  readonly counts: FileCounts
}

/** A record under the name of a link. */
export interface LinkRecord {
  readonly path: string
  /** Layer that the record is said to be in: a hard link's own, or that of the file that a symbolic link ends at. */
  readonly layer: number
  /** Place of the entry that carries the content. */
  readonly body: { readonly layer: number; readonly position: number }
  readonly record: string
}

/** How one file ended for one inspector. */
export interface FileOutcome {
  /** JSON text. */
  readonly record?: string
  readonly error?: string
  /** Why it was not given. */
  readonly skipped?: string
  readonly truncated?: boolean
  /** Why the inspector did not see all of it, in its own words. */
  readonly incomplete?: readonly string[]
}

/** The sum of two counts. */
export function sumCounts(a: FileCounts, b: FileCounts): FileCounts {
  const reasons = new Set([...Object.keys(a.skipped), ...Object.keys(b.skipped)])
  return {
    scanned: a.scanned + b.scanned,
    skipped: Object.fromEntries(
      [...reasons].map((reason) => [reason, (a.skipped[reason] ?? 0) + (b.skipped[reason] ?? 0)]),
    ),
    truncated: a.truncated + b.truncated,
    errored: a.errored + b.errored,
    gaps: a.gaps + b.gaps,
    problems: [...a.problems, ...b.problems],
  }
}
