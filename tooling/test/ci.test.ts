import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-ci-'))
  mkdirSync(join(folder, '.ci'))
  cpSync(join(import.meta.dirname, '../../.ci/run'), join(folder, '.ci/run'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What `demo`, `test` and `test:real` do, as lines of shell. */
interface Scripts {
  readonly demo: string
  readonly test: string
  readonly real: string
}

/** Runs `.ci/run` with an `npx` that does what the scripts say; gives its last line and the exit code. */
async function runCi(scripts: Scripts): Promise<[last: string | undefined, code: number]> {
  const { lines, code } = await linesOfCi(scripts)
  return [lines.at(-1), code]
}

function linesOfCi(scripts: Scripts): Promise<{ readonly lines: readonly string[]; readonly code: number }> {
  const { demo, test: tests, real } = scripts
  const npx = `#!/bin/sh\ncase "$3" in demo) ${demo};; test) ${tests};; test:real) ${real};; esac\n`
  writeFileSync(join(folder, 'npx'), npx, { mode: 0o755 })
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` }
  return new Promise((resolve) => {
    const child = execFile('bash', [join(folder, '.ci/run')], { env }, (_error, stdout) => {
      resolve({ lines: stdout.trimEnd().split('\n'), code: child.exitCode ?? -1 })
    })
  })
}

const GREEN = 'echo "5 passed, 0 failed"'

test('the sum of all', async () => {
  expect(await runCi({ demo: 'true', test: GREEN, real: 'echo "2 passed, 0 failed"; echo more' })).toEqual([
    '8 passed, 0 failed',
    0,
  ])
})

test('a demo that fails, and failures that are counted', async () => {
  expect(await runCi({ demo: 'false', test: GREEN, real: GREEN })).toEqual(['10 passed, 1 failed', 1])
  expect(await runCi({ demo: 'true', test: 'echo "5 passed, 2 failed"; exit 1', real: GREEN })).toEqual([
    '11 passed, 2 failed',
    1,
  ])
})

test('an attempt that fails without saying why, that says nothing, or that ran no test', async () => {
  expect(await runCi({ demo: 'true', test: `${GREEN}; exit 1`, real: GREEN })).toEqual(['11 passed, 1 failed', 1])
  expect(await runCi({ demo: 'true', test: 'true', real: GREEN })).toEqual(['6 passed, 1 failed', 1])
  expect(await runCi({ demo: 'true', test: GREEN, real: 'echo "0 passed, 0 failed"' })).toEqual([
    '6 passed, 1 failed',
    1,
  ])
})

test('what failed stands at the end, a line each', async () => {
  const { lines } = await linesOfCi({
    demo: 'false',
    test: 'echo "failed: a.test.ts: x"; echo "5 passed, 1 failed"; exit 1',
    real: GREEN,
  })
  const at = lines.indexOf('What failed:')
  expect(lines.slice(at + 1)).toEqual([
    'failed: demo',
    'failed: a.test.ts: x',
    'failed: test ended with exit code 1',
    '',
    '10 passed, 2 failed',
  ])
})
