import { createHash } from 'node:crypto'
import type { InspectedFile } from '@veinmind/sdk'
import { analyseFile } from '../analyse-file.ts'
import type { Found, Language } from '../model/finding.ts'

/** What is kept of a script that runs what a request brings. */
export type ScriptRecord = {
  readonly language: Language
  readonly found: readonly Found[]
  /** Of the whole file, by which its package knows it: `md5`, `sha256`; absent where it was not seen whole. */
  readonly digests?: Readonly<Record<string, string>>
  /** Its name is none that a server runs by itself: `picture` where it is that of something without code. */
  readonly odd?: 'picture' | 'other'
  /** In an archive: its name there. */
  readonly member?: string
}

/** Looks at a file that was given, and says what of it was not seen. */
export function inspectScript(file: InspectedFile, language: Language): ScriptRecord | undefined {
  const { bytes, truncated, incomplete } = file
  if (truncated) incomplete(`only the first ${bytes.length} bytes of the script were looked at`)
  const { found, isCut } = analyseFile(bytes, language)
  if (isCut) incomplete('the script takes too many steps to follow: not all of it was looked at')
  if (found.length === 0) return undefined
  return truncated ? { language, found } : { language, found, digests: digestsOf(bytes) }
}

function digestsOf(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(
    ['md5', 'sha1', 'sha256'].map((name) => [name, createHash(name).update(bytes).digest('hex')]),
  )
}
