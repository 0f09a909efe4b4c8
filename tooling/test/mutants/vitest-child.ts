import { createVitest } from 'vitest/node'

/** What the parent asks: run one test file, after the sources that changed were read again. */
export interface RunRequest {
  readonly file: string
  readonly changed: readonly string[]
}

/** What the parent hears: the first failing test at once, or that all passed; then, that another file can be run. */
export type RunAnswer = { readonly failed: string } | { readonly passed: number } | { readonly ready: true }

const tell = (answer: RunAnswer): unknown => process.send?.(answer)
let isTold = false
let cancelled: Promise<void> = Promise.resolve()
function fail(name: string): void {
  if (isTold) return
  isTold = true
  tell({ failed: name })
}

const vitest = await createVitest('test', {
  root: process.cwd(),
  watch: false,
  retry: 0,
  maxWorkers: 1,
  fileParallelism: false,
  reporters: [
    {
      onTestCaseResult(test) {
        if (test.result().state !== 'failed') return
        fail(test.fullName)
        cancelled = vitest.cancelCurrentRun('test-failure')
      },
    },
  ],
})

process.on('message', (message) => void run(message as RunRequest))
process.on('disconnect', () => process.exit())
tell({ ready: true })

async function run({ file, changed }: RunRequest): Promise<void> {
  isTold = false
  for (const path of changed) vitest.invalidateFile(path)
  const specifications = await vitest.globTestSpecifications([file])
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications)
  await cancelled
  // The modules of earlier runs are among them.
  const ids = new Set(specifications.map(({ moduleId }) => moduleId))
  const own = testModules.filter(({ moduleId }) => ids.has(moduleId))
  const broken = own.find((module) => module.state() !== 'passed')
  if (broken !== undefined) fail(`${file} as a whole: ${broken.errors()[0]?.message ?? broken.state()}`)
  if (unhandledErrors.length > 0) fail(`an error outside of every test: ${String(unhandledErrors[0])}`)
  if (own.length === 0) fail('no test was found')
  if (!isTold) tell({ passed: own.length })
  tell({ ready: true })
}
