import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mutate } from './choose.ts'
import type { Mutant } from './choose.ts'
import { openKeptKills } from './kept.ts'
import { placeProbes } from './reach.ts'
import type { Reach } from './reach.ts'
import { createRelatedTests, testsOf } from './related.ts'
import type { TestOutcome } from './vitest-child.ts'
import { createVitestSession } from './vitest-session.ts'
import type { VitestSession } from './vitest-session.ts'

/** What became of a mutant. */
export interface MutantResult {
  readonly mutant: Mutant
  /** `endless` is noticed: tests that ended before do not end with it. `unknown` is what a busy machine could not tell. */
  readonly state: 'killed' | 'endless' | 'unknown' | 'survived'
  /** The test that killed it. */
  readonly by?: string
  /** How many files of tests ran with it. */
  readonly files: number
  /** That test, by its file and its id. */
  readonly killer?: { readonly file: string; readonly test: string }
}

/** A run over a copy of the repository. */
export interface MutationRun {
  readonly root: string
  readonly mutants: readonly Mutant[]
  readonly say: (text: string) => void
  /**
   * How long tests may take for nothing, in milliseconds; a mutant gets a multiple of what they take besides. Time in which they wait for
   * a processor does not count. Default 10,000.
   */
  readonly leastLimit?: number
  /** The file that kills are kept in from one run to the next. */
  readonly kept?: string
}

/** A file of tests as it is without a mutant. */
interface MeasuredFile {
  readonly path: string
  /** Those that pass, by their ids. */
  readonly tests: ReadonlyMap<string, TestOutcome>
  /** How long the file takes besides its tests. */
  readonly around: number
}

/** Which of its tests reach which mutant. */
interface TestFile extends MeasuredFile {
  readonly reach: Reach
}

const LIMIT_FACTOR = 6
/** Tests that take longer on an idle machine are for what only a whole can show, and are left out: a mutant is to die by a test of its own. */
const LONGEST = 15_000
const BASE_LIMIT = 1_200_000

/**
 * Runs tests of each mutant's package until one fails: first those of the files that are nearest to it, whatever they reach; then, where
 * these notice nothing, all others that reach it, the quickest first.
 */
export async function runMutants({
  root,
  mutants,
  say,
  leastLimit = 10_000,
  kept: place,
}: MutationRun): Promise<MutantResult[]> {
  await using session = createVitestSession(root)
  const sources = createSources(root)
  const kept = place === undefined ? undefined : openKeptKills(place, root)
  const results: MutantResult[] = []
  for (const [name, own] of Map.groupBy(mutants, (mutant) => mutant.package)) {
    // Asked for before any mutant is in its file.
    const tried = own.flatMap((mutant) => kept?.find(mutant) ?? [])
    const isTried = new Set(tried.map(({ mutant }) => mutant))
    const left = own.filter((mutant) => !isTried.has(mutant))
    say(`${name}: ${own.length} mutants, ${tried.length} of them killed in earlier runs`)
    const tools = { session, sources, say, leastLimit }
    const finish = (result: MutantResult): void => {
      say(lineOf(result))
      tried.push(result)
      kept?.add(result)
    }
    const alive: Tried[] = []
    for await (const result of tryNearest(tools, name, left)) {
      if (result.state === 'survived') alive.push({ mutant: result.mutant, by: new Set(result.ran) })
      else finish(result)
    }
    const files = alive.length === 0 ? [] : await measure(tools, name, alive)
    for (const { mutant, by } of alive) {
      const others = files.filter(({ path }) => !by.has(path))
      finish(await tryMutant(tools, others, mutant, by.size))
    }
    const inOrder = own.flatMap((mutant) => tried.find((each) => each.mutant === mutant) ?? [])
    results.push(...(await confirm(tools, inOrder)))
  }
  return results
}

/**
 * Runs the tests that killed once more, without a mutant and without the tests between them: one that fails now needs what another
 * test leaves behind, or fails at times, and has killed nothing.
 */
async function confirm(
  { session, sources, say }: Measuring,
  results: readonly MutantResult[],
): Promise<MutantResult[]> {
  const unsound = new Set<string>()
  const byFile = Map.groupBy(
    results.flatMap(({ killer }) => killer ?? []),
    ({ file }) => file,
  )
  for (const [file, killers] of byFile) {
    const left = new Set(killers.map(({ test }) => test))
    while (left.size > 0) {
      const outcome = await session.run({ file, changed: sources.changed(), tests: [...left] }, BASE_LIMIT)
      if (outcome.state !== 'failed') break
      say(`  fails without a mutant, and kills none: ${outcome.by} of ${file}`)
      unsound.add(`${file} ${outcome.by}`)
      if (!left.delete(outcome.by)) break
    }
  }
  return results.map(({ killer, ...result }) => {
    const isUnsound = killer !== undefined && unsound.has(`${killer.file} ${killer.test}`)
    return isUnsound ? { ...result, state: 'survived' } : result
  })
}

function lineOf({ mutant: { name, path }, state, by }: MutantResult): string {
  if (state === 'survived') return `  survived ${path}\n  - ${name.from}\n  + ${name.to}`
  return `  ${state.padEnd(8)} ${name.file}: ${name.to} (${by})`
}

/** The sources of the copy, and which of them Vitest has to read again. */
interface Sources {
  readonly root: string
  write(path: string, text: string): void
  /** Those that were written since this was asked. */
  changed(): string[]
}

function createSources(root: string): Sources {
  const changed = new Set<string>()
  return {
    root,
    write(path, text) {
      writeFileSync(join(root, path), text)
      changed.add(join(root, path))
    },
    changed() {
      const paths = [...changed]
      changed.clear()
      return paths
    },
  }
}

interface Measuring {
  readonly session: VitestSession
  readonly sources: Sources
  readonly say: (text: string) => void
}

/** A mutant that no test of the files that ran has noticed. */
interface Tried {
  readonly mutant: Mutant
  readonly by: ReadonlySet<string>
}

/** What the nearest tests make of each mutant, with the files that ran; `survived` is what they did not notice. */
async function* tryNearest(
  tools: Trying,
  name: string,
  mutants: readonly Mutant[],
): AsyncGenerator<MutantResult & { readonly ran: readonly string[] }> {
  const related = createRelatedTests(tools.sources.root, name)
  const known = new Map<string, MeasuredFile>()
  for (const mutant of mutants) {
    const files: TestFile[] = []
    for (const path of related(mutant.path)) {
      const file = known.get(path) ?? (await measureFile(tools, path))
      known.set(path, file)
      files.push({ ...file, reach: new Map([[mutant, new Set(['all'])]]) })
    }
    yield { ...(await tryMutant(tools, files, mutant, 0)), ran: files.map(({ path }) => path) }
  }
}

/** Which mutants the tests of a package reach, and how long each takes. */
async function measure(tools: Trying, name: string, tried: readonly Tried[]): Promise<TestFile[]> {
  const { sources } = tools
  const probes = placeProbes(
    sources,
    tried.map(({ mutant }) => mutant),
  )
  const files: TestFile[] = []
  for (const path of testsOf(sources.root, name)) {
    if (tried.every(({ by }) => by.has(path))) continue
    const file = await measureFile(tools, path)
    files.push({ ...file, reach: probes.take() })
  }
  probes.remove()
  return files
}

/** Runs a file of tests without a mutant. */
async function measureFile({ session, sources, say }: Measuring, path: string): Promise<MeasuredFile> {
  const started = performance.now()
  const outcome = await session.run({ file: path, changed: sources.changed() }, BASE_LIMIT)
  if (outcome.state !== 'ended') throw new Error(`${path} fails without a mutant: ${JSON.stringify(outcome)}`)
  if (outcome.tests.length === 0) throw new Error(`${path} has no test that runs`)
  const all = outcome.tests.reduce((sum, test) => sum + test.milliseconds, 0)
  const [usable, others] = partition(outcome.tests, (test) => test.state === 'passed' && test.milliseconds <= LONGEST)
  for (const { name: test, state, milliseconds } of others) {
    say(`  left out: ${test} (${state === 'passed' ? `takes ${Math.round(milliseconds / 1000)} s` : state})`)
  }
  const tests = new Map(usable.map((test) => [test.id, test]))
  return { path, tests, around: Math.max(0, performance.now() - started - all) }
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))]
}

interface Trying extends Measuring {
  readonly leastLimit: number
}

/** Tests of one file that reach a mutant, and how long they take. */
interface Attempt {
  readonly file: TestFile
  readonly tests: readonly string[]
  readonly milliseconds: number
}

function attemptsAt(mutant: Mutant, files: readonly TestFile[]): Attempt[] {
  const attempts = files.map((file): Attempt => {
    const reached = file.reach.get(mutant)
    const isByAll = reached?.has('all') === true
    const tests = [...file.tests.values()].filter(({ id }) => isByAll || reached?.has(id))
    const milliseconds = tests.reduce((sum, test) => sum + test.milliseconds, file.around)
    return { file, tests: tests.map(({ id }) => id), milliseconds }
  })
  return attempts.filter(({ tests }) => tests.length > 0).toSorted((a, b) => a.milliseconds - b.milliseconds)
}

/** Runs the tests of `files` that reach the mutant; `before` is how many files have run already. */
// oxlint-disable-next-line max-params -- what is tried, and with what
async function tryMutant(
  { session, sources, leastLimit }: Trying,
  files: readonly TestFile[],
  mutant: Mutant,
  before: number,
): Promise<MutantResult> {
  const text = readFileSync(join(sources.root, mutant.path), 'utf8')
  const attempts = attemptsAt(mutant, files)
  sources.write(mutant.path, mutate(text, mutant.mutation))
  try {
    for (const [index, { file, tests, milliseconds }] of attempts.entries()) {
      const limit = leastLimit + LIMIT_FACTOR * milliseconds
      const outcome = await session.run({ file: file.path, changed: sources.changed(), tests }, limit)
      if (outcome.state === 'ended') continue
      if (outcome.state !== 'failed') return { mutant, state: outcome.state, by: file.path, files: before + index + 1 }
      const killer = { file: file.path, test: outcome.by }
      const test = file.tests.get(outcome.by)
      const result = { mutant, state: 'killed', by: test?.name ?? outcome.by, files: before + index + 1 } as const
      return test === undefined ? result : { ...result, killer }
    }
    return { mutant, state: 'survived', files: before + attempts.length }
  } finally {
    sources.write(mutant.path, text)
  }
}
