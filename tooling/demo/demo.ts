import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Report } from '@veinmind/report'
import { startRegistry } from '@veinmind/testing'
import { build } from './build.ts'
import { missingFindings } from './expected.ts'
import { riskyImage } from './risky-image.ts'

const root = join(import.meta.dirname, '../..')
const output = join(root, 'out', 'demo')
/** A small database of real advisories, apart from the user's own. */
const data = join(output, 'data')
const [reference] = process.argv.slice(2)
build(root)
process.exitCode = reference === undefined ? await scanPlanted() : await scanWithRunner(reference)
if (process.exitCode <= 1) console.log(`\nThe HTML report: ${relative(process.cwd(), join(output, 'report.html'))}`)

/** Pushes an image with planted risks to a registry in this process and scans it; 0 when all of them are found. */
async function scanPlanted(): Promise<number> {
  await using registry = await startRegistry()
  const planted = registry.push('demo', 'latest', riskyImage())
  await runVeinmind(['db', 'build', '--from', join(root, 'tooling/demo/advisories'), '--data-dir', data])
  const exitCode = await scanWithRunner(planted, ['--data-dir', data])
  if (exitCode !== 1) {
    console.error(`\nveinmind ended with exit code ${exitCode}; with findings it is 1`)
    return Math.max(exitCode, 2)
  }
  const report = JSON.parse(readFileSync(join(output, 'report.json'), 'utf8')) as Report
  const missing = missingFindings(report)
  for (const what of missing) console.error(`not found: ${what}`)
  return missing.length === 0 ? 0 : 2
}

/** The command line that a user types, shown and run. */
function scanWithRunner(target: string, more: readonly string[] = []): Promise<number> {
  return runVeinmind(['scan', 'registry', target, '-f', 'cli,json,html', '-o', output, ...more])
}

function runVeinmind(args: readonly string[]): Promise<number> {
  const shown = args.map((arg) => (arg.startsWith(root) ? relative(process.cwd(), arg) : arg))
  console.log(`$ veinmind ${shown.join(' ')}\n`)
  const child = spawn(process.execPath, [join(root, 'apps/runner/dist/bin.js'), ...args], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 128))
  })
}
