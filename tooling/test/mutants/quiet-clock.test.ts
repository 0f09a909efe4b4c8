import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startQuietClock } from './quiet-clock.ts'

let proc: string
beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'veinmind-clock-'))
})
afterEach(() => rmSync(proc, { recursive: true, force: true }))

/** Writes a process of a group whose only thread has waited for a processor so long, as Linux shows it. */
function write(pid: number, group: number, waited: number): void {
  mkdirSync(join(proc, `${pid}/task/${pid}`), { recursive: true })
  writeFileSync(join(proc, `${pid}/stat`), `${pid} (a ) b) S 1 ${group} ${group} 0`)
  writeFileSync(join(proc, `${pid}/task/${pid}/schedstat`), `1 ${waited * 1e6} 1\n`)
}

test('time in which a process of the group waits for a processor does not count', () => {
  write(10, 10, 5000)
  using clock = startQuietClock(10, proc)
  write(10, 10, 999_999)
  expect(clock.elapsed()).toBe(0)
})

test('what other processes wait for, and what the group waited for before, counts nothing', () => {
  write(10, 10, 5000)
  write(11, 11, 0)
  using clock = startQuietClock(10, proc)
  write(11, 11, 999_999)
  expect(clock.elapsed()).toBeGreaterThan(0)
})
