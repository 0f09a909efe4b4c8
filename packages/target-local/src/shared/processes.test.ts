import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { platform } from 'node:os'
import type { Container } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { capabilityNames } from './capabilities.ts'
import { readProcesses } from './processes.ts'

test.runIf(platform() === 'linux')('a process and its children, in the namespace of the host', async () => {
  const child = spawn('sh', ['-c', 'sleep 100 & sleep 0.3; echo; wait'], {
    env: { MARK: 'a=b', PATH: process.env['PATH'] },
    detached: true,
  })
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const pid = child.pid!
  const place = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n')[0]!
  const found = readProcesses({ proc: '/proc', pid, marks: ['nowhere', place] })
  const unproven = readProcesses({ proc: '/proc', pid, marks: ['', 'nowhere'] })
  const missing: Container['missing'][number][] = []
  const first = readProcesses({ proc: '/proc', pid, marks: [place], missing, most: 1 })
  const whole = readProcesses({ proc: '/proc', pid, marks: [place], missing: [], most: 2 })
  process.kill(-pid, 'SIGKILL')
  expect([first?.length, whole?.length]).toEqual([1, 2])
  expect(missing).toMatchObject([{ what: 'processes', reason: 'there are more than 1: the rest was not read' }])
  expect(found).toMatchObject([
    { hostPid: pid, args: ['sh', '-c', 'sleep 100 & sleep 0.3; echo; wait'] },
    { name: 'sleep', args: ['sleep', '100'] },
  ])
  expect(found?.[1]?.mapped).toContain(found?.[1]?.exe)
  expect(found?.[1]?.mapped?.some((path) => /libc[.-]/.test(path))).toBe(true)
  expect(found?.[1]?.env).toContain('MARK=a=b')
  expect(Math.abs(found![0]!.started! - Date.now())).toBeLessThan(60_000)
  expect(found?.[1]?.parent).toBe(found?.[0]?.pid)
  expect(unproven).toBeUndefined()
})

test('names of capabilities', () => {
  expect(capabilityNames('0000000000200001')).toEqual(['CAP_CHOWN', 'CAP_SYS_ADMIN'])
  expect(capabilityNames('8000020000000000')).toEqual(['CAP_41', 'CAP_63'])
  expect(capabilityNames('x')).toEqual([])
})
