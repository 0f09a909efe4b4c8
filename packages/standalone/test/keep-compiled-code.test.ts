import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const BIN = join(import.meta.dirname, '../../plugin-history/src/bin.ts')
let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'veinmind-code-test-'))
})

afterEach(() => {
  rmSync(home, { recursive: true })
})

/** Runs a program with the home folder, and gives how many files of compiled code were kept for it. */
function keptBy(environment: Record<string, string> = {}, ...nodeArgs: readonly string[]): number {
  const { status, stderr } = spawnSync(process.execPath, [...nodeArgs, BIN, 'info'], {
    env: { HOME: home, ...environment },
    encoding: 'utf8',
    timeout: 20_000,
  })
  expect({ status, stderr }).toMatchObject({ status: 0 })
  return kept()
}

function kept(): number {
  const folder = join(home, '.cache/veinmind-code')
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
    : 0
}

test('keeps the code in a folder of the user alone', () => {
  expect(keptBy()).toBeGreaterThan(10)
  expect(statSync(join(home, '.cache/veinmind-code')).mode & 0o777).toBe(0o700)
})

test('keeps nothing where another user could change it', () => {
  mkdirSync(join(home, '.cache'))
  chmodSync(join(home, '.cache'), 0o777)
  expect(keptBy()).toBe(0)
  chmodSync(join(home, '.cache'), 0o700)
  chmodSync(join(home, '.cache/veinmind-code'), 0o770)
  expect(keptBy()).toBe(0)
})

test('keeps nothing where a link leads to a folder that another user could change', () => {
  mkdirSync(join(home, 'open/code'), { recursive: true })
  chmodSync(join(home, 'open'), 0o777)
  mkdirSync(join(home, '.cache'))
  symlinkSync(join(home, 'open/code'), join(home, '.cache/veinmind-code'))
  expect(keptBy()).toBe(0)
})

test.runIf(process.getuid?.() === 0)("keeps nothing of root's in the home folder of another user", () => {
  // As `sudo` does that keeps HOME.
  spawnSync('chown', ['65534', home])
  expect(keptBy()).toBe(0)
})

test("Node's own variables go first", () => {
  expect(keptBy({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(0)
  expect(keptBy({ NODE_COMPILE_CACHE: join(home, 'own') })).toBe(0)
  expect(readdirSync(join(home, 'own'))).not.toEqual([])
})

test('a program starts where nothing can be kept', () => {
  expect(keptBy({ HOME: '/dev/null' })).toBe(0)
  expect(keptBy({ HOME: '/proc/none' })).toBe(0)
  expect(keptBy({}, '--permission', '--allow-fs-read=*')).toBe(0)
})
