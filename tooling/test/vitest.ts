import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tally } from './tally.ts'

/** The parts of vitest's JSON report that count. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/** What a skipped test is: a failure, where what was asked for must run; or one that does not apply, and is only told. */
export type SkippedTests = 'fail' | 'tell'

/** Which tests are run, and with what in their environment; by default all, with nothing. */
export interface ChosenTests {
  /** Parts of the paths of files of tests. */
  readonly files?: readonly string[]
  /** Globs of files that are left out. */
  readonly without?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Where vitest runs. */
export interface VitestPlace {
  readonly root: string
  readonly config: string
  readonly skipped: SkippedTests
}

/**
 * Runs vitest with a configuration file, showing what it says, and counts. On CI a file that broke without a test that failed (its
 * worker died, its set-up did not end) is run once more, as single tests are, and that is told; elsewhere it has failed.
 */
export async function runVitest(place: VitestPlace, chosen: ChosenTests = {}): Promise<Tally> {
  let { report, code } = await runOnce(place, chosen)
  const broken = brokenFiles(report)
  if (process.env['CI'] && broken.length > 0) {
    console.log(`\nfiles that broke and are run once more:\n  ${broken.join('\n  ')}`)
    const again = await runOnce(place, { ...chosen, files: broken })
    if (report.numFailedTests === 0) code = again.code
    report = replaced(report, again.report)
  }
  const names = skippedTests(report)
  if (names.length > 0) console.log(`\n${names.length} tests were skipped:\n  ${names.join('\n  ')}`)
  for (const line of failures(report, code)) console.log(line)
  return tallyOf(report, code, place.skipped)
}

async function runOnce(
  { root, config }: VitestPlace,
  { files = [], without = [], env = {} }: ChosenTests,
): Promise<{ readonly report: VitestReport; readonly code: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-vitest-'))
  const path = join(folder, 'report.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
    const args = ['run', '--config', config, ...reporters, ...without.map((glob) => `--exclude=${glob}`), ...files]
    const code = await new Promise<number>((resolve, reject) => {
      const child = spawn('vitest', args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
      child.once('error', reject)
      child.once('close', (exitCode) => resolve(exitCode ?? 1))
    })
    return { report: JSON.parse(readFileSync(path, 'utf8')) as VitestReport, code }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A report with what a later run says of some of its files. */
export function replaced(report: VitestReport, again: VitestReport): VitestReport {
  const later = new Map(again.testResults.map((file) => [file.name, file]))
  const testResults = report.testResults.map((file) => later.get(file.name) ?? file)
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  const count = (wanted: string): number => tests.filter(({ status }) => status === wanted).length
  return { testResults, numPassedTests: count('passed'), numFailedTests: count('failed') }
}

/** Files that failed though none of their tests did: they could not be loaded or set up, or their worker died. */
function brokenFiles({ testResults }: VitestReport): string[] {
  const broken = testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed')
  })
  return broken.map(({ name }) => name)
}

/**
 * A test file that failed with none of its tests counts as one failure: it could not be loaded or set up. An error outside of
 * every test shows only in the exit code, and counts as one.
 */
export function tallyOf(report: VitestReport, exitCode: number, skipped: SkippedTests): Tally {
  const failed =
    report.numFailedTests + brokenFiles(report).length + (skipped === 'fail' ? skippedTests(report).length : 0)
  const outside = exitCode !== 0 && failed === 0 ? 1 : 0
  return { passed: report.numPassedTests, failed: failed + outside }
}

/** A line for each failure, with the first line of what it says: what a log of many thousand lines is searched for. */
export function failures({ testResults }: VitestReport, exitCode: number): string[] {
  const lines = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [`failed: ${name}: ${firstLine(message)}`]
    return failed.map((test) => `failed: ${name}: ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? '')}`)
  })
  return lines.length === 0 && exitCode !== 0 ? ['failed: an error outside of every test'] : lines
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}

function skippedTests({ testResults }: VitestReport): string[] {
  const all = testResults.flatMap(({ assertionResults }) => assertionResults)
  return all.filter(({ status }) => status !== 'passed' && status !== 'failed').map(({ fullName }) => fullName)
}
