import { content, defineInspector, kib } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import { isReadable } from './allow/skipped.ts'
import { textKindOf } from './allow/text-kind.ts'
import { findInText } from './find-in-text.ts'
import type { Hit } from './find-in-text.ts'
import { wideEncodingOf } from './match/encoding.ts'
import { mayHold } from './match/rule-set.ts'
import type { RuleSet } from './match/rule-set.ts'
import { isBinary, readText } from './match/text.ts'
import { OPTIONS, settingsOf } from './options/options.ts'

/** What is kept of a file with secrets. */
export type ContentRecord = {
  readonly hits: readonly Hit[]
  /** Secrets beyond the first 200. */
  readonly more: number
}

// Addresses with passwords are looked for where configuration stands: `https:` itself is in most files there are.
const WEB_RULE = 'SENS-364'
const WEB_KEYWORDS = ['https:', 'http:']

/** Looks for secrets in every file that holds a keyword of a rule. */
export const contents: Inspector<ContentRecord, typeof OPTIONS> = defineInspector({
  id: 'contents',
  version: 12,
  readsPast: true,
  options: OPTIONS,
  keywords: (options) => keywordsOf(settingsOf(options).content),
  wants(entry, { options }) {
    if (!isReadable(entry)) return false
    const { maxBytes } = settingsOf(options)
    return content({ max: maxBytes, over: 'head', keywords: true })
  },
  inspect(file, { options }) {
    const { content: rules } = settingsOf(options)
    const { path } = file.entry
    const { bytes, keywords } = file
    const facts = { kind: textKindOf(path), isBinary: isBinary(bytes) }
    const narrow =
      wideEncodingOf(bytes) === undefined ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : undefined
    if (!mayHold(rules, keywords, facts, narrow)) return undefined
    const text = readText(bytes)
    const found = findInText(text, { rules, kind: textKindOf(path, text.text.slice(0, 128)), path, keywords })
    const hits =
      text.isBinary && isSystemProgram(path)
        ? found.hits.filter(({ rule }) => rules.rules.get(rule)?.family !== 'key')
        : found.hits
    return hits.length > 0 ? { hits, more: found.more } : undefined
  },
})

/** All keywords but those that only the rule on web addresses has. */
function keywordsOf({ keywords, byKeyword }: RuleSet): readonly string[] {
  const isWebOnly = (keyword: string) =>
    byKeyword.get(keyword)?.every(({ rules }) => rules.every(({ rule }) => rule.id === WEB_RULE)) ?? false
  return keywords.filter((keyword) => !isWebOnly(keyword))
}

/** Libraries of cryptography hold keys that they test themselves with; a key in a program of the image's owner is one. */
function isSystemProgram(path: string): boolean {
  return /^\/(?:usr\/)?(?:lib|lib32|lib64|libx32|libexec|bin|sbin)\//.test(path)
}

/** Looks for passwords in web addresses, in small files that are not code or prose. */
export const webAddresses: Inspector<ContentRecord, typeof OPTIONS> = defineInspector({
  id: 'web-addresses',
  version: 12,
  readsPast: true,
  options: OPTIONS,
  keywords: WEB_KEYWORDS,
  wants(entry) {
    if (entry.size > kib(256) || textKindOf(entry.path) !== 'config' || !isReadable(entry)) return false
    return content({ max: kib(256), keywords: true })
  },
  inspect(file, { options }) {
    const { content: rules } = settingsOf(options)
    const { path } = file.entry
    const { hits, more } = findInText(readText(file.bytes), {
      rules,
      kind: 'config',
      path,
      keywords: file.keywords,
    })
    return hits.length > 0 ? { hits, more } : undefined
  },
})
