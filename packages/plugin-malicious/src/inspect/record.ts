import { createHash } from 'node:crypto'
import type { Digests, Entry, InspectedFile } from '@veinmind/sdk'
import type { Sample, Verdict } from '../engines/engine.ts'

/** What is kept of a file that an engine takes for malware. */
export type FileRecord = {
  readonly verdicts: readonly Verdict[]
  /** Of the file; absent where not all of it was there. */
  readonly digests?: { readonly [name in keyof Digests]?: string }
}

/** The file as engines get it. */
export function sampleOf(file: InspectedFile): Sample {
  return {
    path: file.entry.path,
    size: file.entry.size,
    bytes: file.bytes,
    digests: file.digests,
    ...(file.keywords.size === 0 ? {} : { keywords: file.keywords }),
    chunks: () => file.chunks(),
    incomplete: file.incomplete,
  }
}

/** The record of a file; undefined without verdicts. Databases of packages know their files by these digests. */
export function recordOf(file: InspectedFile, verdicts: readonly Verdict[]): FileRecord | undefined {
  if (verdicts.length === 0) return undefined
  return file.truncated ? { verdicts } : { verdicts, digests: digestsOf(file.bytes) }
}

function digestsOf(bytes: Uint8Array): Digests {
  const digest = (name: string): string => createHash(name).update(bytes).digest('hex')
  return { md5: digest('md5'), sha1: digest('sha1'), sha256: digest('sha256') }
}

/** Whether it is a file with something in it. */
export const isFilled = ({ type, size }: Entry): boolean => type === 'file' && size > 0
