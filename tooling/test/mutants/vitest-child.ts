import { join } from 'node:path'
import { createVitest } from 'vitest/node'

/** What the parent asks: run tests of one file, after the sources that changed were read again. */
export interface RunRequest {
  readonly file: string
  readonly changed: readonly string[]
  /** Ids of the tests that are run until one fails; without them all run, whatever comes of each. */
  readonly tests?: readonly string[]
}

/** How one test ended. */
export interface TestOutcome {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly milliseconds: number
}

/** What the parent hears: the first failing test at once, by its id, or how all ended; then, that another file can be run. */
export type RunAnswer =
  | { readonly failed: string; readonly isWhole: boolean }
  | { readonly ended: readonly TestOutcome[] }
  | { readonly ready: true }

const tell = (answer: RunAnswer): unknown => process.send?.(answer)
let outcomes: TestOutcome[] = []
let isToFail = false
let isTold = false
let cancelled: Promise<void> = Promise.resolve()
function fail(name: string, isWhole = true): void {
  if (isTold) return
  isTold = true
  tell({ failed: name, isWhole })
}

const vitest = await createVitest('test', {
  root: process.cwd(),
  watch: false,
  retry: 0,
  maxWorkers: 1,
  fileParallelism: false,
  // What takes too long is ended by the parent, which knows how long it took before.
  testTimeout: 3_600_000,
  // A mutant may fill memory in a loop: MiB that it may take.
  execArgv: ['--max-old-space-size=1024'],
  setupFiles: [join(import.meta.dirname, 'mark-tests.ts')],
  reporters: [
    {
      onTestCaseResult(test) {
        const { state } = test.result()
        const { id, fullName: name } = test
        if (state !== 'skipped') outcomes.push({ id, name, state, milliseconds: test.diagnostic()?.duration ?? 0 })
        if (state !== 'failed' || !isToFail) return
        fail(id, false)
        cancelled = vitest.cancelCurrentRun('test-failure')
      },
    },
  ],
})

process.on('message', (message) => void run(message as RunRequest))
process.on('disconnect', () => process.exit())
tell({ ready: true })

async function run({ file, changed, tests }: RunRequest): Promise<void> {
  outcomes = []
  isTold = false
  isToFail = tests !== undefined
  for (const path of changed) vitest.invalidateFile(path)
  const path = join(process.cwd(), file)
  const chosen = tests === undefined ? undefined : { testIds: [...tests] }
  const specification = vitest.getRootProject().createSpecification(path, chosen)
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([specification])
  await cancelled
  // The modules of earlier runs are among them.
  const own = testModules.find(({ moduleId }) => moduleId === path)
  const state = own?.state() ?? 'missing'
  if (isToFail && state !== 'passed') fail(`as a whole: ${own?.errors()[0]?.message ?? state}`)
  if (unhandledErrors.length > 0) fail(`an error outside of every test: ${String(unhandledErrors[0])}`)
  if (!isTold) tell({ ended: outcomes })
  tell({ ready: true })
}
