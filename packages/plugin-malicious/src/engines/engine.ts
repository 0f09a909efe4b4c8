import type { Digests } from '@veinmind/sdk'

/** A file as an engine sees it. An inspector fills only the members that it asked for. */
export interface Sample {
  /** Absolute; of a member of an archive with its names from the archive inwards, joined by `!/`. */
  readonly path: string
  readonly size: number
  readonly bytes: Uint8Array
  readonly digests: Digests
  /** Keywords of rules found while the file was read; absent when none were searched for. */
  readonly keywords?: ReadonlySet<string>
  chunks(): AsyncIterable<Uint8Array>
  /** Says that the engine has not seen all of the file. */
  readonly incomplete: (reason: string) => void
}

/** What an engine says of a file. Plain data, part of a record. */
export type Verdict = {
  /** Name of the engine. */
  readonly engine: string
  /** Id of the rule of this plugin: `MAL-002`. */
  readonly rule: string
  /** Of the malware, as the engine calls it. */
  readonly name: string
  /** The evidence, in one line. */
  readonly evidence: string
  /** First line of a text, from 1. */
  readonly line?: number
  /** The member of the archive that the file is. */
  readonly member?: string
}

/** A method that tells malware from other files. */
export interface Engine {
  readonly name: string
  /** Version of the engine with its rules or signatures. With another version, cached verdicts do not count. */
  readonly version: string
  scan(sample: Sample): readonly Verdict[] | Promise<readonly Verdict[]>
}
