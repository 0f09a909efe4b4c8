// Says how many web shells of the battery are found, by language and by half. `--half=first` is that on which the analysis was mended;
// `--half=second` was only run afterwards. `--missed` names those that are not found.
import { analyseFile } from '../src/analyse-file.ts'
import type { Language } from '../src/model/finding.ts'
import { ASP, ASPX, JSP, OTHERS } from './battery/pages.ts'
import { PHP_HIDDEN } from './battery/php-hidden.ts'
import { PHP_WHOLE } from './battery/php-whole.ts'

const args = process.argv.slice(2)
const half = args.find((arg) => arg.startsWith('--half='))?.slice(7)
const of = (language: Language, texts: readonly string[]): (readonly [Language, string])[] =>
  texts.map((text) => [language, text])

const cases = [
  ...of('php', PHP_WHOLE),
  ...of('php', PHP_HIDDEN),
  ...of('jsp', JSP),
  ...of('asp', ASP),
  ...of('aspx', ASPX),
  ...OTHERS,
]
const counts = new Map<Language, { all: number; told: number }>()
for (const [index, [language, text]] of cases.entries()) {
  if (half !== undefined && (index % 2 === 0) !== (half === 'first')) continue
  const count = counts.get(language) ?? { all: 0, told: 0 }
  const isTold = analyseFile(Buffer.from(text, 'latin1'), language).found.some(({ confidence }) => confidence !== 'low')
  count.all += 1
  if (isTold) count.told += 1
  else if (args.includes('--missed')) process.stdout.write(`missed ${index}: ${language}: ${text.slice(0, 400)}\n`)
  counts.set(language, count)
}
for (const [language, { all, told }] of counts) {
  process.stdout.write(`| ${language} | ${all} | ${told} | ${((told / all) * 100).toFixed(1)} % |\n`)
}
