import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireTool, run } from '@veinmind/services'
import { createRandom } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openYara } from '../src/engines/yara.ts'
import { subjectOf } from '../src/files/kind.ts'
import { matchRules } from '../src/match/match-rules.ts'
import { CONTENT_RULES } from '../src/rules/index.ts'
import { readSamples } from '../scripts/samples.ts'
import { programVariants, scriptVariants } from '../scripts/variants.ts'
import { samplesOf } from './build-sample.ts'
import { toYara } from './to-yara.ts'

let folder: string
let yara: string
/** Rules that YARA can be told, by their number. */
const told = new Map<number, string>()
const files: { readonly path: string; readonly bytes: Buffer }[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'malicious-yara-'))
  yara = await requireTool('yara')
  const random = createRandom(7)
  for (const rule of CONTENT_RULES) {
    for (const which of ['match', 'harmless'] as const)
      for (const { name, content } of samplesOf(rule, which)) files.push({ path: `/${name}`, bytes: content })
    const variants = rule.in.includes('program') ? programVariants : scriptVariants
    files.push(...Object.values(variants(rule.match, random)))
  }
  for (const set of ['worked-on', 'kept-back', 'unseen'] as const)
    files.push(...readSamples(set).map(({ name, bytes }) => ({ path: name, bytes })))
  for (const [index, { bytes }] of files.entries()) writeFileSync(join(folder, `${index}.bin`), bytes)
  for (const rule of CONTENT_RULES) {
    const text = toYara(rule)
    if (text === undefined) continue
    writeFileSync(join(folder, 'one.yar'), text)
    // A pattern that YARA refuses is of another language: its rule is left out.
    const tried = await run('sh', ['-c', '"$0" -w one.yar 0.bin >/dev/null 2>&1 && echo can', yara], {
      cwd: folder,
    }).catch(() => ({ stdout: '' }))
    if (tried.stdout.trim() === 'can') told.set(rule.number, text)
  }
  rmSync(join(folder, 'one.yar'), { force: true })
}, 300_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the own search and conditions say what the program yara says of the same rules and files', async () => {
  // Half of the rules at least: a check of nothing would hold as well.
  expect(told.size).toBeGreaterThan(CONTENT_RULES.length / 2)
  writeFileSync(join(folder, 'own.yar'), [...told.values()].join('\n'))
  const expected = await askYara('own.yar')
  const rules = new Map(CONTENT_RULES.map((rule) => [rule.number, rule]))
  const differences: string[] = []
  let matches = 0
  for (const [index, { path, bytes }] of files.entries()) {
    const subject = subjectOf(path, bytes)
    if (subject === undefined || subject === 'archive') continue
    const own = matchRules(bytes, subject)
      .map(({ rule }) => rule.number)
      .filter((number) => told.has(number))
    const theirs = (expected.get(index) ?? []).filter((number) => rules.get(number)?.in.includes(subject))
    matches += theirs.length
    const [a, b] = [own.toSorted((x, y) => x - y).join(), theirs.toSorted((x, y) => x - y).join()]
    if (a !== b) differences.push(`${path} (${index}): own ${a}, yara ${b}`)
  }
  expect(differences).toEqual([])
  expect(matches).toBeGreaterThan(told.size)
}, 300_000)

test('YARA-X, which runs the rules of users, says the same of them', async () => {
  const path = join(folder, 'own.yar')
  const engine = await openYara([{ path, text: [...told.values()].join('\n') }])
  const expected = await askYara('own.yar')
  const differences: string[] = []
  for (const [index, { path: name, bytes }] of files.entries()) {
    const sample = {
      path: name,
      size: bytes.length,
      bytes,
      digests: {},
      chunks: async function* () {},
      incomplete: () => {},
    }
    const found = (await engine?.scan(sample))?.map((verdict) => Number(verdict.name.slice(4))) ?? []
    const [a, b] = [found, expected.get(index) ?? []].map((list) => list.toSorted((x, y) => x - y).join())
    if (a !== b) differences.push(`${name} (${index}): yara-x ${a}, yara ${b}`)
  }
  expect(differences).toEqual([])
}, 300_000)

/** The numbers of the rules that the program yara finds, by the number of the file. */
async function askYara(rules: string): Promise<ReadonlyMap<number, readonly number[]>> {
  const { stdout } = await run(yara, ['-w', rules, '.'], { cwd: folder })
  const found = new Map<number, number[]>()
  for (const [, number, file] of stdout.matchAll(/^MAL_(\d+) \.\/(\d+)\.bin$/gm))
    found.set(Number(file), [...(found.get(Number(file)) ?? []), Number(number)])
  return found
}
