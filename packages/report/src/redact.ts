import { maskSecret } from '@veinmind/sdk'
import type { Stretch } from '@veinmind/sdk'
import { createSecretMatcher, SHORTEST } from './secret-matcher.ts'
import type { SecretMatcher } from './secret-matcher.ts'

/** Takes secrets out of texts. */
export interface Redactor {
  /** `text` with every secret masked; the same string if it has none. */
  readonly mask: (text: string) => string
  /** Where the position `index` of `text` is after `mask`. */
  readonly position: (text: string, index: number) => number
}

const MOST_REMEMBERED = 10_000

/** A redactor of these secrets (those of at least four characters) and of the forms in which they are written. */
export function createRedactor(secrets: Iterable<string>): Redactor {
  const matcher = createSecretMatcher(forms(secrets))
  // Names of members and texts of rules come again with every event.
  const clean = new Set<string>()
  return {
    mask(text) {
      if (clean.has(text)) return text
      const masked = maskStretches(text, matcher.find(text))
      if (masked === text && clean.size < MOST_REMEMBERED) clean.add(text)
      return masked
    },
    position: (text, index) => movedPosition(text, index, matcher),
  }
}

/** `text` with each stretch masked. */
function maskStretches(text: string, stretches: readonly Stretch[]): string {
  if (stretches.length === 0) return text
  let masked = ''
  let position = 0
  for (const { start, end } of stretches) {
    masked += text.slice(position, start) + maskSecret(text.slice(start, end))
    position = end
  }
  return masked + text.slice(position)
}

/** `text` with a short or common secret masked where it stands alone, so that other words keep their letters. */
export function maskWord(text: string, secret: string): string {
  let masked = ''
  let position = 0
  for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) {
    const end = at + secret.length
    const isAlone = !isWordCharacter(text, at - 1) && !isWordCharacter(text, end)
    if (!isAlone) continue
    masked += text.slice(position, at) + maskSecret(secret)
    position = end
  }
  return masked + text.slice(position)
}

/**
 * Whether a secret is so plain (letters only or digits only, at most twelve, or a path) that it may be a word of the
 * report itself: `root`, `redis`, `123456`, `/run/secrets/db`.
 */
export function isPlainWord(secret: string): boolean {
  return /^(?:[A-Za-z]{1,12}|[0-9]{1,12}|(?:\/[\w.@+-]+)+\/?)$/.test(secret)
}

function isWordCharacter(text: string, index: number): boolean {
  return index >= 0 && index < text.length && /[A-Za-z0-9]/.test(text.charAt(index))
}

function movedPosition(text: string, index: number, matcher: SecretMatcher): number {
  let shift = 0
  for (const { start, end } of matcher.find(text)) {
    if (start >= index) break
    const length = maskSecret(text.slice(start, end)).length
    if (end > index) return start + shift + length
    shift += length - (end - start)
  }
  return index + shift
}

/** Each secret, and how it reads when it is quoted in JSON, in a URL, in base64, and line by line. */
function forms(secrets: Iterable<string>): Set<string> {
  const all = new Set<string>()
  for (const secret of secrets) {
    const trimmed = secret.trim()
    if (trimmed.length < SHORTEST) continue
    all.add(secret).add(trimmed)
    const wellFormed = secret.toWellFormed()
    all.add(JSON.stringify(wellFormed).slice(1, -1))
    all.add(encodeURIComponent(wellFormed))
    if (secret.length >= 6) all.add(Buffer.from(secret, 'utf8').toString('base64').replace(/=+$/, ''))
    if (secret.includes('\n')) for (const line of secretLines(secret)) all.add(line)
  }
  return all
}

/** The lines of a secret of many lines (a private key) that are secret by themselves. */
function secretLines(secret: string): string[] {
  return secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 16 && !/^-----(?:BEGIN|END) /.test(line))
}
