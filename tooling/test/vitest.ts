import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tally } from './tally.ts'

/** The parts of vitest's JSON report that count. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly { readonly name: string; readonly status: string; readonly assertionResults: readonly unknown[] }[]
}

/** Runs vitest in `root` with a configuration file, showing what it says, and counts. */
export async function runVitest(root: string, config: string): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-vitest-'))
  const path = join(folder, 'report.json')
  try {
    const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${path}`]
    const code = await new Promise<number>((resolve, reject) => {
      const child = spawn('vitest', args, { cwd: root, stdio: 'inherit' })
      child.once('error', reject)
      child.once('close', (exitCode) => resolve(exitCode ?? 1))
    })
    return tallyOf(JSON.parse(readFileSync(path, 'utf8')) as VitestReport, code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * A test file that could not be loaded counts as one failure, and so does a test that was skipped: what was asked for and
 * did not run has not passed. An error outside of every test shows only in the exit code, and counts as one.
 */
export function tallyOf(report: VitestReport, exitCode: number): Tally {
  const unloaded = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests + unloaded.length
  const outside = exitCode !== 0 && failed === 0 ? 1 : 0
  return { passed: report.numPassedTests, failed: failed + outside }
}
