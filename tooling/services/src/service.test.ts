import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from './command.ts'
import { withLock } from './lock.ts'
import { startService } from './service.ts'
import { removeTemporary, temporaryFolder } from './temporary.ts'

test('a service is ready when it says so, and its children end with it', async () => {
  const script = 'sleep 60 & echo child $!; wait'
  const service = await startService('sh', ['-c', script], { ready: ({ output }) => /child \d+\n/.test(output()) })
  const child = Number(/child (\d+)/.exec(service.output())?.[1])
  expect(await isRunning(child)).toBe(true)
  await service.stop()
  expect(await isRunning(child)).toBe(false)
})

/** A process that ended and that nobody waited for is still listed, as a zombie. */
async function isRunning(pid: number): Promise<boolean> {
  const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)], { allow: [0, 1] })
  return /^[^Z]/.test(stdout.trim())
}

test('a service that ends early tells what it wrote', async () => {
  const start = startService('sh', ['-c', 'echo no such port; exit 1'], { ready: () => false })
  await expect(start).rejects.toThrow('no such port')
})

test('a service that is never ready is ended', async () => {
  let pid = 0
  const ready = (service: { readonly pid: number }): boolean => {
    pid = service.pid
    return false
  }
  await expect(startService('sleep', ['60'], { ready, timeout: 200 })).rejects.toThrow('not ready after 200 ms')
  expect(await isRunning(pid)).toBe(false)
})

test('a command that fails throws with its output', async () => {
  await expect(run('sh', ['-c', 'echo wrong >&2; exit 3'])).rejects.toThrow(/exit code 3\nwrong/)
  expect(await run('sh', ['-c', 'exit 3'], { allow: [3] })).toMatchObject({ code: 3 })
  expect(await run('cat', [], { input: 'given' })).toMatchObject({ stdout: 'given' })
})

test('a lock lets one in at a time', async () => {
  const order: string[] = []
  const work = (name: string) => async (): Promise<void> => {
    order.push(`${name} in`)
    await new Promise((resolve) => setTimeout(resolve, 30))
    order.push(`${name} out`)
  }
  await Promise.all([withLock('test', work('a')), withLock('test', work('a'))])
  expect(order).toEqual(['a in', 'a out', 'a in', 'a out'])
})

test('a temporary folder is removed', () => {
  const folder = temporaryFolder('test')
  expect(existsSync(folder)).toBe(true)
  removeTemporary(folder)
  expect(existsSync(folder)).toBe(false)
})
