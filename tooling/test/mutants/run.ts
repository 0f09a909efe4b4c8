import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mutate } from './choose.ts'
import type { Mutant } from './choose.ts'
import { placeProbes } from './reach.ts'
import { createVitestSession } from './vitest-session.ts'
import type { VitestSession } from './vitest-session.ts'

/** What became of a mutant. */
export interface MutantResult {
  readonly mutant: Mutant
  readonly state: 'killed' | 'late' | 'survived'
  /** The test that killed it. */
  readonly by?: string
  /** How many files of tests ran with it. */
  readonly files: number
}

/** A run over a copy of the repository. */
export interface MutationRun {
  readonly root: string
  readonly mutants: readonly Mutant[]
  readonly say: (text: string) => void
}

/** A file of tests as it is without a mutant. */
interface TestFile {
  readonly path: string
  readonly milliseconds: number
  readonly reaches: ReadonlySet<Mutant>
}

/** Tests of one file may take this long for nothing; a mutant gets a multiple of what they take besides. */
const LEAST_LIMIT = 30_000
const LIMIT_FACTOR = 5
/** Files of tests that take longer are for what only a whole can show, and are left out: a mutant is to die by a test of its own. */
const LONGEST = 40_000
const BASE_LIMIT = 600_000

/** Runs the tests of each mutant's package that reach it, the quickest first, until one fails. */
export async function runMutants({ root, mutants, say }: MutationRun): Promise<MutantResult[]> {
  await using session = createVitestSession(root)
  const sources = createSources(root)
  const results: MutantResult[] = []
  for (const [name, own] of Map.groupBy(mutants, (mutant) => mutant.package)) {
    say(`${name}: ${own.length} mutants`)
    const tests = await measure({ session, sources, say }, name, own)
    for (const mutant of own) {
      const result = await tryMutant({ session, sources, tests }, mutant)
      say(`  ${result.state.padEnd(8)} ${mutant.name.file}: ${mutant.name.to}${result.by ? ` (${result.by})` : ''}`)
      results.push(result)
    }
  }
  return results
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

/** Which mutants each file of a package's tests reaches, and how long it takes. */
async function measure(
  { session, sources, say }: Measuring,
  name: string,
  mutants: readonly Mutant[],
): Promise<TestFile[]> {
  const paths = globSync(`packages/${name}/{src,test}/**/*.test.ts`, { cwd: sources.root })
  const probes = placeProbes(sources, mutants)
  const tests: TestFile[] = []
  for (const path of paths.filter((each) => !each.endsWith('.real.test.ts')).toSorted()) {
    const started = performance.now()
    const outcome = await session.run({ file: path, changed: sources.changed() }, BASE_LIMIT)
    if (outcome.state !== 'passed') throw new Error(`${path} fails without a mutant: ${JSON.stringify(outcome)}`)
    const milliseconds = performance.now() - started
    const reaches = probes.take()
    if (milliseconds <= LONGEST) tests.push({ path, milliseconds, reaches })
    else say(`  left out: ${path} takes ${Math.round(milliseconds / 1000)} s`)
  }
  probes.remove()
  return tests.toSorted((a, b) => a.milliseconds - b.milliseconds)
}

interface Trying {
  readonly session: VitestSession
  readonly sources: Sources
  readonly tests: readonly TestFile[]
}

async function tryMutant({ session, sources, tests }: Trying, mutant: Mutant): Promise<MutantResult> {
  const text = readFileSync(join(sources.root, mutant.path), 'utf8')
  const reaching = tests.filter(({ reaches }) => reaches.has(mutant))
  sources.write(mutant.path, mutate(text, mutant.mutation))
  try {
    for (const [index, test] of reaching.entries()) {
      const limit = LEAST_LIMIT + LIMIT_FACTOR * test.milliseconds
      const outcome = await session.run({ file: test.path, changed: sources.changed() }, limit)
      if (outcome.state === 'late') return { mutant, state: 'late', by: test.path, files: index + 1 }
      if (outcome.state === 'failed') return { mutant, state: 'killed', by: outcome.by, files: index + 1 }
    }
    return { mutant, state: 'survived', files: reaching.length }
  } finally {
    sources.write(mutant.path, text)
  }
}
