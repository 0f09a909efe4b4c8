import { createRandom } from '@veinmind/testing'
import { textKindOf } from '../src/allow/text-kind.ts'
import { findInText } from '../src/find-in-text.ts'
import { sha256 } from '../src/match/sha256.ts'
import { readText } from '../src/match/text.ts'
import { settingsOf } from '../src/options/options.ts'
import { WRITERS } from '../test/formats.ts'
import type { Writer } from '../test/formats.ts'

/**
 * How many random values are found, by what they are drawn from and their length, in every format: `node scripts/curves.ts [VALUES]`. The
 * same seed gives the same table; each number is that of the worst format.
 */
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const ALNUM = LOWER + LOWER.toUpperCase() + DIGITS
const CHARSETS: Readonly<Record<string, string>> = {
  hex: `${DIGITS}abcdef`,
  base32: `${LOWER.toUpperCase()}234567`,
  base64: `${ALNUM}+/`,
  base64url: `${ALNUM}_-`,
  alphanumeric: ALNUM,
  printable: Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join(''),
}
const LENGTHS: readonly number[] = [8, 10, 12, 14, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 96, 128, 192, 256]
const NAMES = ['password', 'secret', 'api_key', 'token', 'db_password', 'client_secret', 'access_token', 'secret_key']
const SEED = 20_261_130

const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })

/** The share of values that are found, for a charset and a length, in each format. */
export function measure(charset: string, length: number, values: number): ReadonlyMap<string, number> {
  const characters = CHARSETS[charset] ?? ''
  const random = createRandom(SEED + length)
  const found = new Map<string, number>()
  for (let round = 0; round < values; round += 1) {
    const drawn = Array.from({ length }, () => characters.charAt(Math.floor(random() * characters.length))).join('')
    // Base64 of a length that is no multiple of three ends in one or two of these.
    const value = charset === 'base64' && length % 4 !== 0 ? drawn.slice(0, -1) + '=' : drawn
    const name = NAMES[round % NAMES.length] ?? ''
    for (const [format, writer] of Object.entries(WRITERS))
      if (isFound(writer, name, value)) found.set(format, (found.get(format) ?? 0) + 1)
  }
  return new Map(Object.keys(WRITERS).map((format) => [format, (found.get(format) ?? 0) / values]))
}

function isFound({ path, write }: Writer, name: string, value: string): boolean {
  const text = write(name, value)
  const file = readText(Buffer.from(text))
  const { hits } = findInText(file, {
    rules: settings.content,
    kind: textKindOf(path, text.slice(0, 128)),
    path,
  })
  const hash = sha256(value)
  return hits.some(
    (hit) =>
      hit.sha256 === hash || hit.secret === value || (hit.secret.length >= value.length && text.includes(hit.secret)),
  )
}

/** The table of the README. */
export function renderCurves(values: number): string {
  const percent = (share: number) => String(Math.floor(share * 1000) / 10)
  const rows = Object.keys(CHARSETS).map(
    (charset) =>
      `| ${charset} | ${LENGTHS.map((length) => percent(Math.min(...measure(charset, length, values).values()))).join(' | ')} |`,
  )
  return `| % found at length | ${LENGTHS.join(' | ')} |\n|---|${LENGTHS.map(() => '--:').join('|')}|\n${rows.join('\n')}\n`
}

if (import.meta.main) process.stdout.write(renderCurves(Number(process.argv[2] ?? 500)))
