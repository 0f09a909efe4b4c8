import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

test('a saved report is shown, converted and merged, and ends as asked', { timeout: 180_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-report-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(
    join(folder, 'pod.yaml'),
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: [{name: a, image: "a:1"}]}\n',
  )
  const run = (...args: readonly string[]) => runVeinmind(args, { cwd: folder })
  expect((await run('scan', 'iac', './pod.yaml', '-q', '-f', 'ndjson,sarif,gitlab', '-o', 'out')).code).toBe(1)
  expect(JSON.parse(readFileSync(join(folder, 'out/gl-sast-report.json'), 'utf8'))).toMatchObject({ version: '15.2.1' })
  const shown = await run('report', 'show', 'out/report.ndjson')
  expect(shown.code).toBe(0)
  expect(shown.stdout).toContain('KN-021')
  const converted = await run(
    'report',
    'convert',
    'out/report.ndjson',
    '-f',
    'sarif',
    '--fail-on',
    'high',
    '-o',
    'b.sarif',
  )
  expect(converted.code).toBe(1)
  expect(readFileSync(join(folder, 'b.sarif'), 'utf8')).toBe(readFileSync(join(folder, 'out/report.sarif'), 'utf8'))
  const merged = await run('report', 'merge', 'out/report.ndjson', 'out/report.ndjson', '-f', 'ndjson')
  expect(merged.stdout.match(/^\{"finding":/gm)).toEqual(
    readFileSync(join(folder, 'out/report.ndjson'), 'utf8').match(/^\{"finding":/gm),
  )
  expect((await run('report', 'convert', 'out/report.ndjson')).code).toBe(2)
  expect((await run('report', 'show', 'pod.yaml')).stderr).toContain('REPORT_FILE_INVALID')
})
