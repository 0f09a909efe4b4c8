// Says how many web shells of the seeded corpus are found, by language; with folders behind it, what is told of the files in them, which are
// taken for harmless. `--check` compares the first with the README.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { analyseFile } from '../src/analyse-file.ts'
import { languageOf } from '../src/candidates/extensions.ts'
import type { Language } from '../src/model/finding.ts'
import { shells } from './corpus/index.ts'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const args = process.argv.slice(2)
const folders = args.filter((arg) => !arg.startsWith('-'))
const seed = Number(args.find((arg) => arg.startsWith('--seed='))?.slice(7) ?? 1)

const isTold = (bytes: Uint8Array, language: Language): boolean =>
  analyseFile(bytes, language).found.some(({ confidence }) => confidence !== 'low')

const counts = new Map<Language, { all: number; told: number }>()
for (const { language, family, text } of shells(seed)) {
  const count = counts.get(language) ?? { all: 0, told: 0 }
  count.all += 1
  if (isTold(Buffer.from(text, 'latin1'), language)) count.told += 1
  else if (args.includes('--missed')) say(`missed: ${family}: ${text}`)
  counts.set(language, count)
}
const lines = [...counts].map(
  ([language, { all, told }]) => `| ${language} | ${all} | ${((told / all) * 100).toFixed(1)} % |`,
)
say(`| language | written | found |\n|---|--:|--:|\n${lines.join('\n')}`)

if (args.includes('--check')) {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const stale = lines.filter((line) => !readme.includes(line))
  if (stale.length > 0) {
    say(`the README says something else than:\n${stale.join('\n')}`)
    process.exitCode = 1
  }
}

const harmless = new Map<Language, { files: number; told: number; milliseconds: number }>()
for (const folder of folders) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    const language = languageOf(path)
    if (language === undefined || !statSync(path, { throwIfNoEntry: false })?.isFile()) continue
    const count = harmless.get(language) ?? { files: 0, told: 0, milliseconds: 0 }
    const bytes = readFileSync(path).subarray(0, 4 << 20)
    const start = performance.now()
    count.files += 1
    if (isTold(bytes, language)) {
      count.told += 1
      say(`told: ${path}`)
    }
    count.milliseconds += performance.now() - start
    harmless.set(language, count)
  }
}
for (const [language, { files, told, milliseconds }] of harmless) {
  say(`| ${language} | ${files} | ${told} | ${(milliseconds / files).toFixed(1)} ms |`)
}
