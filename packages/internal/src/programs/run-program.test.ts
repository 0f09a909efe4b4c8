import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { runProgram } from './index.ts'

afterEach(() => vi.unstubAllEnvs())

const sh = (script: string, more: Partial<Parameters<typeof runProgram>[2]> = {}) =>
  runProgram('/bin/sh', ['-c', script], { timeout: 20_000, ...more })

test('what it prints, how it ends, what it is given', async () => {
  const end = await sh('cat; echo complaint >&2; pwd; exit 3', { input: 'hello\n', cwd: '/' })
  expect(end).toEqual({ code: 3, stdout: Buffer.from('hello\n/\n'), stderr: 'complaint\n' })
  expect(await sh('kill -TERM $$')).toMatchObject({ signal: 'SIGTERM' })
  expect(await sh('exec 0<&-; exit 0', { input: 'x'.repeat(1_000_000) })).toMatchObject({ code: 0 })
})

test('it gets no secret that the environment has for VeinMind, whoever gives that environment', async () => {
  const secrets = [
    'VEINMIND_CACHE_KEY',
    'VEINMIND_GIT_TOKEN',
    'VEINMIND_REGISTRY_PASSWORD',
    'VEINMIND_REGISTRY_TOKEN',
    'VEINMIND_SSH_PASSPHRASE',
  ]
  for (const name of secrets) vi.stubEnv(name, 'hunter2-hunter2')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'for a helper')
  for (const env of [undefined, { ...process.env }]) {
    const { stdout } = await sh('env', env ? { env } : {})
    expect(stdout.toString()).not.toContain('hunter2')
    expect(stdout.toString()).toContain('AWS_SECRET_ACCESS_KEY=for a helper')
  }
})

test('a program that is not there, or is none', async () => {
  expect(await runProgram('veinmind-no-such-program', [], { timeout: 1000 })).toMatchObject({ failure: 'no such' })
  expect(await runProgram('/etc', [], { timeout: 1000 })).toMatchObject({
    failure: 'not startable',
    error: expect.any(Error) as Error,
  })
})

test('what hangs is ended with all that it started, also what holds its pipes', async () => {
  const begin = Date.now()
  const end = await sh('sleep 300 & echo $!; sleep 300', { timeout: 300 })
  expect(end.failure).toBe('timeout')
  expect(Date.now() - begin).toBeLessThan(100_000)
  await isGone(end.stdout.toString().trim())
})

test('a program that ends and leaves one behind that holds its pipes is not waited for, and what it left lives on', async () => {
  const begin = Date.now()
  const end = await sh('sleep 300 & echo $!')
  expect(end).toMatchObject({ code: 0 })
  expect(Date.now() - begin).toBeLessThan(100_000)
  const pid = Number(end.stdout.toString())
  expect(process.kill(pid, 'SIGKILL')).toBe(true)
})

test('what writes without end is ended', async () => {
  expect(await sh('yes', { maxOutput: 10_000 })).toMatchObject({ failure: 'output' })
})

test('what is no longer wanted is ended, and the reason thrown', async () => {
  const stop = new AbortController()
  const running = sh('sleep 300 & echo $!; wait', { signal: stop.signal })
  await setTimeout(100)
  stop.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
  await expect(sh('true', { signal: stop.signal })).rejects.toThrow('enough')
})

/** Waits until a process has ended; one that nobody has asked after yet is a zombie. */
async function isGone(pid: string): Promise<void> {
  for (;;) {
    const state = await readFile(`/proc/${pid}/stat`, 'latin1').then(
      (text) => text.slice(text.lastIndexOf(')') + 2)[0],
      () => undefined,
    )
    if (state === undefined || state === 'Z') return
    await setTimeout(20)
  }
}
