import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BIN, runVeinmind } from './run-veinmind.ts'

// What shells and links make of -o, with the program itself.

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-runner-output-'))
  writeFileSync(join(folder, 'Dockerfile'), 'FROM alpine:3.20\nUSER 1000\n')
})
afterEach(() => rmSync(folder, { recursive: true }))

const veinmind = (...args: string[]) =>
  runVeinmind(['scan', 'iac', 'Dockerfile', '--no-cache', '--fail-on', 'never', ...args], { cwd: folder })

/** What a shell says of a line in which `$V` is the scan. */
async function shell(line: string): Promise<string> {
  const env = {
    ...process.env,
    V: `${process.execPath} ${BIN} scan iac Dockerfile --no-cache --fail-on never`,
    NODE_DISABLE_COMPILE_CACHE: '1',
  }
  return (await promisify(execFile)('bash', ['-c', line], { cwd: folder, env, timeout: 60_000 })).stdout
}

test('a link to standard output gives the report to the pipe behind it, and stays', async () => {
  symlinkSync('/proc/self/fd/1', join(folder, 'stdout'))
  expect(JSON.parse(await shell('$V -f json -o stdout | cat'))).toMatchObject({ schemaVersion: '1.0' })
  expect(JSON.parse(await shell('$V -f json -o /dev/stdout | cat'))).toMatchObject({ schemaVersion: '1.0' })
  expect(readdirSync(folder).toSorted()).toEqual(['Dockerfile', 'stdout'])
})

test('what a shell appends to keeps what it had, and a substituted process and a descriptor get their report', async () => {
  await shell('echo "{}" > log; $V -f json -o /dev/stdout >> log; echo "{}" >> log')
  expect(readFileSync(join(folder, 'log'), 'utf8')).toMatch(/^\{\}\n\{[\s\S]*\n\}\n\{\}\n$/)
  expect(
    JSON.parse(await shell('$V -f json -o >(cat > sub); wait $!; $V -f json -o /dev/fd/7 7> seven; cat seven')),
  ).toMatchObject({ schemaVersion: '1.0' })
  expect(JSON.parse(readFileSync(join(folder, 'sub'), 'utf8'))).toMatchObject({ schemaVersion: '1.0' })
})

test('a FIFO gives its report to the reader', async () => {
  execFileSync('mkfifo', [join(folder, 'p')])
  expect(JSON.parse(await shell('$V -f json -o p & cat p; wait'))).toMatchObject({ schemaVersion: '1.0' })
})

test('a full device is said, code 3, and stays', async () => {
  const run = await veinmind('-f', 'json,html', '-o', 'json=/dev/full,html=r.html')
  expect(run.code).toBe(3)
  expect(run.stderr).toContain('ENOSPC')
  expect(statSync('/dev/full').isCharacterDevice()).toBe(true)
  expect(statSync(join(folder, 'r.html')).size).toBeGreaterThan(1000)
})

test('a plan goes where -o says', async () => {
  const run = await veinmind('--plan', '-o', 'plan.txt')
  expect([run.code, run.stdout]).toEqual([0, ''])
  expect(readFileSync(join(folder, 'plan.txt'), 'utf8')).toContain('1 to scan')
  expect((await veinmind('--plan', '-o', '/dev/full')).code).toBe(3)
})

test.each([
  ['a folder that is not there', ['-f', 'json', '-o', 'none/r.json'], 'is not there'],
  ['what is scanned', ['-f', 'json', '-o', 'Dockerfile'], 'is to be scanned'],
  ['a plan in a folder that is not there', ['--plan', '-o', 'none/plan.txt'], 'is not there'],
])('%s is wrong usage, said before the scan', async (_, args, text) => {
  const run = await veinmind(...args)
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(text) })
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toContain('alpine')
})
