import type { Digests } from '@veinmind/sdk'

/** A file as an engine gets it: of what stands here, only what its inspector has asked for. */
export interface Sample {
  /** Absolute; of a member of an archive with its names from the archive inwards, joined by `!/`. */
  readonly path: string
  readonly size: number
  readonly bytes: Uint8Array
  readonly digests: Digests
  /** Words of rules that were found while the file passed; absent where none were searched. */
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
  /** What shows it, in one line. */
  readonly evidence: string
  /** First line of a text, from 1. */
  readonly line?: number
  /** The member of the archive that the file is. */
  readonly member?: string
}

/** Something that tells malware from other files. */
export interface Engine {
  readonly name: string
  /** Of the engine with its rules or signatures: another version may say something else. */
  readonly version: string
  scan(sample: Sample): readonly Verdict[] | Promise<readonly Verdict[]>
}
