import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { languageOf } from './candidates/extensions.ts'
import type { Found, Language } from './model/finding.ts'
import { analysePhp } from './php/analyse.ts'

/** What is kept of a script that runs what a request brings. */
export type ScriptRecord = {
  readonly language: Language
  readonly found: readonly Found[]
}

/** Larger scripts are read up to here. */
const MAX_BYTES = mib(4)

/** Looks for what a request brings, and what it does. */
export const scripts: Inspector<ScriptRecord> = defineInspector({
  id: 'scripts',
  version: 1,
  wants: (entry) =>
    entry.type === 'file' && languageOf(entry.path) !== undefined && content({ max: MAX_BYTES, over: 'head' }),
  inspect({ bytes, entry, truncated, incomplete }) {
    const language = languageOf(entry.path)
    if (language === undefined) return undefined
    if (truncated) incomplete(`the script is larger than ${MAX_BYTES} bytes: the rest was not looked at`)
    const { found } = analysePhp(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))
    return found.length > 0 ? { language, found } : undefined
  },
})
