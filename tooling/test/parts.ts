import { runSteps } from './steps.ts'
import type { Step } from './steps.ts'
import { sum } from './tally.ts'
import type { Tally } from './tally.ts'
import { testMutants } from './mutants/test-mutants.ts'
import type { MutantFlags } from './mutants/test-mutants.ts'
import { runVitest } from './vitest.ts'
import type { ChosenTests } from './vitest.ts'

/** What a part runs in, and what it was told. */
export interface PartOptions {
  readonly root: string
  readonly say: (text: string) => void
  readonly mutants: MutantFlags
}

/** Something that is too long for every push, and can be asked for by its name. */
export interface Part {
  readonly about: string
  readonly run: (options: PartOptions) => Promise<Tally>
}

/** Tests draw more, and longer, with this in their environment. */
const LONG = { VEINMIND_LONG_TESTS: '1' }

/** Parts of `pnpm test:all`, in the order in which they run. A part whose tool cannot be had fails: nothing here is skipped. */
export const PARTS: Readonly<Record<string, Part>> = {
  masking: {
    about: 'secrets of every length planted and looked for in every report',
    run: (options) => unit(options, { files: ['masking.test'], env: LONG }),
  },
  corpora: {
    about: 'what plugins find, and tell for nothing, on corpora; the figures of the READMEs',
    run: async (options) => {
      const files = ['corpus.test', 'public.test', 'formats.test', 'plugin-history/src/history.test']
      const fetched = await real(options, { files: ['releases.real.test'], env: LONG })
      return sum([await unit(options, { files, env: LONG }), fetched, await runSteps(FIGURES, options)])
    },
  },
  fuzz: {
    about: 'damaged files, layers, manifests, packs and advisories, ten times as many as in pnpm test',
    run: async (options) => {
      const files = ['fuzz.test', 'mutations.test', 'hostile.test', 'robustness.test', 'engine/test/kill.test']
      const unitTests = await unit(options, { files, env: LONG })
      const realTests = await real(options, { files: ['mutants.real.test'], env: LONG })
      return sum([unitTests, realTests, await runSteps(SEARCHES, options)])
    },
  },
  peers: {
    about: 'what other scanners find and how long they take, on the same image',
    run: async (options) => {
      const tests = await real(options, { files: ['syft.real.test'] })
      const steps = [TABLE_AGAINST_SYFT, ...bench('snyk', 'syft', 'gitleaks')]
      return sum([tests, await runSteps(steps, options)])
    },
  },
  bench: {
    about: 'the budgets of docs/performance.md that need no other scanner',
    run: (options) => runSteps(bench(...BUDGETS), options),
  },
  mutants: {
    about: 'sources with one token changed, which tests of their package must notice',
    run: ({ root, say, mutants }) => testMutants({ root, say, flags: mutants }),
  },
}

const TABLE_AGAINST_SYFT: Step = {
  name: 'table against syft',
  command: ['node', 'packages/inventory/scripts/against-syft.ts', '--check'],
}

const FIGURES: readonly Step[] = [
  { name: 'figures of webshell', command: ['node', 'packages/plugin-webshell/scripts/figures.ts', '--check'] },
  { name: 'figures of sensitive', command: ['node', 'packages/plugin-sensitive/scripts/corpora.ts', '--check'] },
  { name: 'figures of backdoor', command: ['node', 'packages/plugin-backdoor/scripts/corpus.ts'] },
  {
    name: 'figures of malicious, packages of Debian',
    command: ['node', 'packages/plugin-malicious/scripts/corpora.ts', '--debian', '--check'],
  },
]

const SEARCHES: readonly Step[] = [
  { name: 'two million files in two keyword searches', command: ['node', 'tooling/keywords/fuzz.ts', '2000000', '1'] },
]

const BUDGETS = [
  'cold',
  'groups',
  'malicious',
  'warm',
  'start',
  'docker',
  'container',
  'iac',
  'external',
  'installed',
  'git',
  'files',
  'many',
]

function bench(...names: readonly string[]): Step[] {
  return names.map((name) => ({ name: `bench ${name}`, command: ['node', 'tooling/bench/run.ts', name] }))
}

function unit({ root }: PartOptions, tests: ChosenTests): Promise<Tally> {
  return runVitest({ root, config: 'vitest.config.ts', skipped: 'fail' }, tests)
}

function real({ root }: PartOptions, tests: ChosenTests): Promise<Tally> {
  return runVitest({ root, config: 'vitest.real.config.ts', skipped: 'fail' }, tests)
}
