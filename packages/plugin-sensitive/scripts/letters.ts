import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Counts which letter follows which in the words that source code is made of, and writes `src/match/letter-bits.ts`:
 * `node scripts/letters.ts FOLDER…`. Each word counts once, however often it stands there: a value is seldom the commonest of words.
 */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const OUTPUT = new URL('../src/match/letter-bits.ts', import.meta.url)
const SOURCE = /\.(?:ts|js|mjs|py|go|php|rb|java|pl|md|c|h|sh|yml|json)$/
const MOST_FILES = 30_000

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder).toSorted()) {
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory() && name !== '.git') yield* filesBelow(path)
    else if (stat?.isFile() && stat.size < 200_000 && SOURCE.test(name) && !name.includes('.min.')) yield path
  }
}

function wordsOf(text: string): readonly string[] {
  const spread = text.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
  return spread.match(/(?<![A-Za-z0-9+/])[A-Za-z]{2,20}(?![A-Za-z0-9+/])/g) ?? []
}

function countWords(folders: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  let files = 0
  for (const folder of folders) {
    for (const path of filesBelow(folder)) {
      files += 1
      if (files > MOST_FILES) return counts
      for (const word of new Set(wordsOf(readFileSync(path, 'latin1')).map((one) => one.toLowerCase())))
        counts.set(word, (counts.get(word) ?? 0) + 1)
    }
  }
  return counts
}

/** For each letter (and the beginning of a word), how many thirds of a bit each letter after it (and the end) costs. */
function tableOf(counts: ReadonlyMap<string, number>): readonly string[] {
  const pairs = new Map<string, number>()
  for (const [word, files] of counts) {
    if (files < 3) continue
    const framed = `^${word}$`
    for (let at = 0; at + 1 < framed.length; at += 1)
      pairs.set(framed.slice(at, at + 2), (pairs.get(framed.slice(at, at + 2)) ?? 0) + 1)
  }
  return `^${LETTERS}`.split('').map((first) => {
    const row = `${LETTERS}$`.split('').map((second) => (pairs.get(first + second) ?? 0) + 0.5)
    const sum = row.reduce((total, count) => total + count, 0)
    return row.map((count) => Math.min(35, Math.round(-3 * Math.log2(count / sum))).toString(36)).join('')
  })
}

const rows = tableOf(countWords(process.argv.slice(2)))
writeFileSync(
  OUTPUT,
  `/**
 * What a letter costs behind another in words, in thirds of a bit (digits of base 36): a row for the beginning of a word and for each of a to z,
 * a column for each of a to z and the end. Counted by \`scripts/letters.ts\` over the words of published packages, each word once.
 */
export const LETTER_BITS: readonly string[] = [
${rows.map((row) => `  '${row}',`).join('\n')}
]
`,
)
