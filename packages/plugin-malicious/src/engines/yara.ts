import { VeinmindError } from '@veinmind/sdk'
import type { FileValue } from '@veinmind/sdk'
import { createHash } from 'node:crypto'
import type { Engine, Sample, Verdict } from './engine.ts'

/** The rule for matches of the user's own rules. */
export const YARA_RULE = 'MAL-303'

/** The part of `@litko/yara-x` that is used. */
interface Matcher {
  scanAsync(data: Buffer): Promise<
    readonly {
      readonly ruleIdentifier: string
      readonly matches: readonly { readonly identifier: string; readonly offset: number }[]
    }[]
  >
}

interface YaraX {
  compile(source: string): Matcher
}

const PEER = '@litko/yara-x'

/** The user's rules, compiled once. Throws `MALICIOUS_YARA_MISSING` without the library, `MALICIOUS_YARA_INVALID`. */
export async function openYara(files: readonly FileValue[]): Promise<Engine | undefined> {
  if (files.length === 0) return undefined
  const library = await loadLibrary()
  const compiled = files.map(({ path, text }) => {
    try {
      return library.compile(text)
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new VeinmindError('MALICIOUS_YARA_INVALID', `${path} is no rule of YARA: ${reason}`, {
        cause,
        isUsage: true,
      })
    }
  })
  const hash = createHash('sha256')
  for (const { text } of files) hash.update(text).update('\0')
  return { name: 'yara', version: hash.digest('hex'), scan: (sample) => scanWith(compiled, sample) }
}

async function loadLibrary(): Promise<YaraX> {
  try {
    const loaded: YaraX & { readonly default?: YaraX } = await import(PEER)
    return loaded.default ?? loaded
  } catch (cause) {
    throw new VeinmindError(
      'MALICIOUS_YARA_MISSING',
      `rules of YARA need the package ${PEER}, which is not installed`,
      {
        hint: `npm install ${PEER}, where this program is installed`,
        cause,
      },
    )
  }
}

async function scanWith(compiled: readonly Matcher[], { bytes }: Sample): Promise<readonly Verdict[]> {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const verdicts: Verdict[] = []
  for (const matcher of compiled)
    for (const { ruleIdentifier, matches } of await matcher.scanAsync(data)) {
      const shown = matches.slice(0, 4).map(({ identifier, offset }) => `${identifier} at byte ${offset}`)
      verdicts.push({
        engine: 'yara',
        rule: YARA_RULE,
        name: ruleIdentifier,
        evidence: shown.join(', ') || 'its condition',
      })
    }
  return verdicts
}
