import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '@veinmind/testing'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const ALPHA = LOWER + LOWER.toUpperCase()
const ALNUM = `${ALPHA}0123456789`
const WORDS = ['falcon', 'Harbour', 'copper', 'winter', 'Bridge', 'meadow', 'Velvet', 'orchid', 'Tunnel', 'planet']

export interface PublicLine {
  readonly path: string
  readonly text: string
}

/**
 * Lines as public code has them, of our own making, behind the file that they stand in (`== path`; ⏎ is a line break). In `public-secrets.txt` `{p}` is a
 * password and `{s}` a token or a key, drawn anew for every line from the kinds that people and programs make; `{b}` a login in base64, `{h}`, `{d}` and
 * `{u}` are hashes and UUIDs.
 */
function readLines(name: string): readonly PublicLine[] {
  let path = ''
  const lines: PublicLine[] = []
  for (const line of readFileSync(join(import.meta.dirname, name), 'utf8').split('\n')) {
    if (line.startsWith('== ')) path = line.slice(3)
    else if (line !== '') lines.push({ path, text: line.replaceAll('⏎', '\n') })
  }
  return lines
}

/** The lines of both sides with values drawn from a seed; each form of a secret `rounds` times. */
export function drawPublicLines(seed: number, rounds: number): { secret: PublicLine[]; harmless: PublicLine[] } {
  const random = createRandom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const pick = (list: readonly string[]) => list[below(list.length)] ?? ''
  const draw = (alphabet: string, least: number, most = least) =>
    Array.from({ length: least + below(most - least + 1) }, () => alphabet.charAt(below(alphabet.length))).join('')
  const passwords = [
    () => pick(WORDS) + draw('0123456789', 2, 4),
    () => pick(WORDS) + pick(['!', '@', '#', '$', '-', '_', '.']) + draw('0123456789', 1, 3),
    () => draw(LOWER, 6, 10),
    () => draw(ALPHA, 8, 12),
    () => draw(ALNUM, 8, 16),
    () => draw(`${ALNUM}!#%*+-_?`, 10, 16),
  ]
  const tokens = [
    () => draw('0123456789abcdef', 32),
    () => draw('0123456789abcdef', 40),
    () => draw(ALNUM, 16, 24),
    () => draw(ALNUM, 32, 64),
    () => `${draw(`${ALNUM}+/`, 43)}=`,
    () => [8, 4, 4, 4, 12].map((length) => draw('0123456789abcdef', length)).join('-'),
  ]
  let turn = 0
  const fill = (text: string, index: number) =>
    text
      .replaceAll('{p}', () => passwords[index % passwords.length]?.() ?? '')
      .replaceAll('{s}', () => tokens[index % tokens.length]?.() ?? '')
      .replaceAll('{b}', () => Buffer.from(`bob:${draw(ALNUM, 12)}`).toString('base64'))
      .replaceAll('{h}', () => draw('0123456789abcdef', 40))
      .replaceAll('{d}', () => draw(`${ALNUM}+/`, 43))
      .replaceAll('{u}', () => [8, 4, 4, 4, 12].map((length) => draw('0123456789abcdef', length)).join('-'))
  const drawn = (name: string, times: number) =>
    readLines(name).flatMap(({ path, text }) =>
      Array.from({ length: times }, (_, round) => ({ path, text: `${fill(text, round + (turn += 1))}\n` })),
    )
  return { secret: drawn('public-secrets.txt', rounds), harmless: drawn('public-harmless.txt', 1) }
}
