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

/** Runs `.ci/run` with an `npx` that does what the shell lines say for each script; gives the last line and the exit code. */
function runCi(scripts: {
  readonly demo: string
  readonly test: string
  readonly real: string
}): Promise<[last: string | undefined, code: number]> {
  const { demo, test: tests, real } = scripts
  const npx = `#!/bin/sh\ncase "$3" in demo) ${demo};; test) ${tests};; test:real) ${real};; esac\n`
  writeFileSync(join(folder, 'npx'), npx, { mode: 0o755 })
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` }
  return new Promise((resolve) => {
    const child = execFile('bash', [join(folder, '.ci/run')], { env }, (_error, stdout) => {
      resolve([stdout.trimEnd().split('\n').at(-1), child.exitCode ?? -1])
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
