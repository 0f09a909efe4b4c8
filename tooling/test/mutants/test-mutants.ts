import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tally } from '../tally.ts'
import { allMutants, chooseMutants, keyOf } from './choose.ts'
import type { MutantName } from './choose.ts'
import { copyRepository } from './copy.ts'
import { judge, writeReport } from './report.ts'
import type { Equivalent } from './report.ts'
import { runMutants } from './run.ts'
import type { MutantResult } from './run.ts'

/** What the command line says of the mutants that are made. */
export interface MutantFlags {
  readonly seed?: string
  readonly count?: string
  /** Names of packages, with commas between them. */
  readonly packages?: string
  /** Only those that lived in the last run, whose results are in `out/mutants.json`. */
  readonly survivors?: boolean
  /** Tries all again, also those whose kill was kept. */
  readonly fresh?: boolean
}

/** A run as a part of `pnpm test:all`. */
export interface MutantsTested {
  readonly root: string
  readonly say: (text: string) => void
  readonly flags: MutantFlags
}

const PACKAGES = 'sdk,image,report,target-registry,engine'
const COUNT = '400'
const SEED = 'veinmind'
/** What is killed at least, of those that are not equivalent. */
const LEAST = 0.85

/** Makes mutants, runs tests against them, and says what no test noticed. Equivalent ones stand, with reasons, in a list. */
export async function testMutants({ root, say, flags }: MutantsTested): Promise<Tally> {
  const { seed = SEED, count = COUNT, packages = PACKAGES, survivors = false, fresh = false } = flags
  const choice = { packages: packages.split(','), count: Number(count), seed }
  const drawn = chooseMutants(root, choice)
  const mutants = survivors ? ofNames(drawn, lastSurvivors(root)) : drawn
  const equivalents = JSON.parse(readFileSync(join(import.meta.dirname, 'equivalents.json'), 'utf8')) as Equivalent[]
  const kept = join(root, 'out/mutants-killed.jsonl')
  if (fresh) rmSync(kept, { force: true })
  const results = await inCopy(root, (copy) => runMutants({ root: copy, mutants, say, kept }))

  const judged = judge(results, equivalents)
  const report = writeReport(judged)
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(join(root, 'out/mutants.json'), JSON.stringify(results, null, 2))
  writeFileSync(join(root, 'out/mutants.md'), report)
  say(`\n${report}`)

  const gone = staleOf(root, equivalents)
  for (const { file, from } of gone) say(`equivalents.json lists what is in no source any more: ${file}: ${from}`)
  const isEnough = judged.score >= LEAST
  if (!isEnough) say(`less than ${LEAST * 100} % are noticed`)
  const failed = judged.survivors.length + gone.length + (isEnough ? 0 : 1)
  return { passed: results.length - judged.survivors.length, failed }
}

async function inCopy<T>(root: string, run: (copy: string) => Promise<T>): Promise<T> {
  using copy = copyRepository(root)
  const onSignal = (): never => process.exit(130)
  const onExit = (): void => copy[Symbol.dispose]()
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal).once('exit', onExit)
  try {
    return await run(copy.root)
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('exit', onExit)
  }
}

function lastSurvivors(root: string): MutantName[] {
  const results = JSON.parse(readFileSync(join(root, 'out/mutants.json'), 'utf8')) as MutantResult[]
  return results.filter(({ state }) => state === 'survived' || state === 'unknown').map(({ mutant }) => mutant.name)
}

function ofNames<T extends { readonly name: MutantName }>(mutants: readonly T[], names: readonly MutantName[]): T[] {
  const keys = new Set(names.map(keyOf))
  return mutants.filter(({ name }) => keys.has(keyOf(name)))
}

/** Entries of the list whose source is not as it was when they were made. */
function staleOf(root: string, equivalents: readonly Equivalent[]): Equivalent[] {
  const keys = new Set(allMutants(root, PACKAGES.split(',')).map(({ name }) => keyOf(name)))
  return equivalents.filter((each) => !keys.has(keyOf(each)))
}
