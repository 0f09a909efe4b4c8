import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findHost } from './host.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'host-root-'))
  mkdirSync(join(root, 'var/lib'), { recursive: true })
  mkdirSync(join(root, 'data/docker'), { recursive: true })
  symlinkSync('/data/docker', join(root, 'var/lib/docker'))
  symlinkSync('/run', join(root, 'var/run'))
  symlinkSync('../../../../etc', join(root, 'var/up'))
  symlinkSync('/loop', join(root, 'loop'))
})
afterAll(() => rmSync(root, { recursive: true }))

test('links of the data root are followed inside the root of the host, also absolute ones', () => {
  const host = findHost(root)
  expect(host.path('/var/lib/docker/overlay2')).toBe(join(root, 'data/docker/overlay2'))
  expect(host.path('/var/run/docker.sock')).toBe(join(root, 'run/docker.sock'))
  expect(host.path('/var/up/shadow')).toBe(join(root, 'etc/shadow'))
  expect(host.path('/../../etc')).toBe(join(root, 'etc'))
  expect(host.path('/loop/x')).toBe(join(root, 'loop/x'))
  expect(host.proc).toBe(join(root, 'proc'))
})

test('this machine as it is', () => {
  expect(findHost('/').path('/var/run/docker.sock')).toBe('/var/run/docker.sock')
})
