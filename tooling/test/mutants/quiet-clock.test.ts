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

/** Writes a process whose only thread has waited for a processor so long, as Linux shows it. */
function write(pid: number, waited: number, children: readonly number[] = []): void {
  const thread = join(proc, `${pid}/task/${pid}`)
  mkdirSync(thread, { recursive: true })
  writeFileSync(join(thread, 'schedstat'), `1 ${waited * 1e6} 1\n`)
  writeFileSync(join(thread, 'children'), children.map((child) => `${child} `).join(''))
}

test.each([10, 11, 12])(
  'time in which process %i, or one that it started, waits for a processor does not count',
  (pid) => {
    write(10, 5000, [11])
    write(11, 5000, [12])
    write(12, 5000)
    using clock = startQuietClock(10, proc)
    write(pid, 999_999, pid === 12 ? [] : [pid + 1])
    expect(clock.elapsed()).toBe(0)
  },
)

test('what other processes wait for, and what was waited for before, counts nothing', () => {
  write(10, 5000)
  write(11, 0)
  using clock = startQuietClock(10, proc)
  write(11, 999_999)
  expect(clock.elapsed()).toBeGreaterThan(0)
})
