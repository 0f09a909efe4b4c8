import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-kill-'))
})
afterEach(() => rm(directory, { recursive: true }))

interface Result {
  readonly opened: number
  readonly errors: readonly unknown[]
  readonly found: readonly string[]
}

const SCRIPT = fileURLToPath(new URL('./scan-child.ts', import.meta.url))

/** Runs a scan in another process; undefined when it was killed after `killAfter` milliseconds. */
function scanInChild(cache: string, killAfter?: number): Promise<Result | undefined> {
  const child = spawn(process.execPath, [SCRIPT, join(directory, cache), directory, '7'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (signal === 'SIGKILL') resolve(undefined)
      else if (code === 0) resolve(JSON.parse(output) as Result)
      else reject(new Error(`the scan ended with ${code ?? signal}`))
    })
  })
}

/** `VEINMIND_LONG_TESTS=1` kills more often. */
const KILLS = process.env['VEINMIND_LONG_TESTS'] ? 20 : 4

test('killed at random moments again and again, then: the right result, nothing left over, a cache that works', async () => {
  const started = performance.now()
  const expected = await scanInChild('other')
  const duration = performance.now() - started
  expect(expected?.found.length).toBeGreaterThan(50)
  for (let killed = 0, rounds = 0; killed < KILLS; rounds++) {
    expect(rounds).toBeLessThan(4 * KILLS)
    const result = await scanInChild('cache', duration * (0.2 + 0.7 * Math.random()))
    if (result === undefined) killed += 1
    // A scan that came to its end leaves the next one nothing to do.
    else await rm(join(directory, 'cache'), { recursive: true })
  }
  const after = await scanInChild('cache')
  expect(after).toMatchObject({ found: expected?.found, errors: [] })
  const warm = await scanInChild('cache')
  expect(warm).toEqual({ found: expected?.found, errors: [], opened: 0 })
  expect(new Set(await readdir(directory))).toEqual(new Set(['cache', 'other']))
  expect(await readdir(join(directory, 'cache', 'tmp'))).toEqual([])
}, 120_000)

test('processes share a cache at the same time', async () => {
  const results = await Promise.all([scanInChild('cache'), scanInChild('cache'), scanInChild('cache')])
  for (const result of results) expect(result).toMatchObject({ found: results[0]?.found, errors: [] })
  expect(await scanInChild('cache')).toEqual({ found: results[0]?.found, errors: [], opened: 0 })
}, 60_000)
