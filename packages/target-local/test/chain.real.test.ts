import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scan } from '@veinmind/engine'
import chain from '@veinmind/plugin-chain'
import escape from '@veinmind/plugin-escape'
import unsafeMount from '@veinmind/plugin-unsafe-mount'
import weakpass from '@veinmind/plugin-weakpass'
import type { Report } from '@veinmind/report'
import { removeTemporary, startDockerd, startDockerd29, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { containerTarget } from '../src/index.ts'
import { discoverAll, runnableImage } from './support.ts'

const folder = temporaryFolder('chain')
const archive = join(folder, 'busy.tar')
const BUSY = 'registry.local/busy:1'
beforeAll(async () => writeFileSync(archive, dockerArchive(await runnableImage(BUSY))))
afterAll(() => removeTemporary(folder))

const REDIS = [
  '/bin/sh',
  '-c',
  'mkdir -p /etc/redis; echo "requirepass foobared" > /etc/redis/redis.conf; exec sleep 1000',
]

/** The paths of each container, by its name. */
async function paths(
  address: string,
): Promise<{ readonly told: Record<string, readonly string[]>; readonly report: Report }> {
  const found = await discoverAll(containerTarget, [], { from: 'docker', 'docker-host': address })
  const report = await scan(found, {
    plugins: [escape, unsafeMount, weakpass, chain],
    tool: { name: 'test', version: '0' },
  })
  expect(report.errors).toEqual([])
  const told = report.targets
    .filter(({ kind }) => kind === 'container')
    .map(({ id, name }) => {
      const own = report.findings.filter(({ target, type }) => target.id === id && type === 'AttackPath')
      return [name, own.map(({ rule }) => rule.id).sort()] as const
    })
  return { told: Object.fromEntries(told), report }
}

test.each([
  ['20.10', startDockerd],
  ['29', startDockerd29],
] as const)(
  'docker %s: a path is told where each step is there, and not where one is missing',
  async (_version, start) => {
    await using dockerd = await start()
    await dockerd.docker(['load', '-i', archive])
    const socket = ['-v', `${dockerd.address.slice('unix://'.length)}:/s.sock`]
    const kinds: Readonly<Record<string, readonly string[]>> = {
      whole: ['--network', 'host', ...socket, BUSY, ...REDIS],
      unreached: ['--network', 'none', ...socket, BUSY, ...REDIS],
      confined: ['--network', 'host', BUSY, ...REDIS],
      silent: ['--network', 'host', ...socket, BUSY],
      disk: ['--network', 'host', '--device', '/dev/loop0', BUSY, ...REDIS],
    }
    for (const [name, words] of Object.entries(kinds)) await dockerd.docker(['run', '-d', '--name', name, ...words])
    // Each has written its file before it is looked at.
    const isWritten = 'until [ -s /etc/redis/redis.conf ]; do sleep 0.1; done'
    for (const name of ['whole', 'unreached', 'confined', 'disk'])
      await dockerd.docker(['exec', name, '/bin/sh', '-c', isWritten])
    const { told, report } = await paths(dockerd.address)
    expect(told).toEqual({
      whole: ['CHAIN-001'],
      unreached: [],
      confined: [],
      silent: [],
      disk: ['CHAIN-002'],
    })
    const path = report.findings.find(({ rule }) => rule.id === 'CHAIN-001')
    expect(path?.evidence).toMatch(/^network=host → WEAK-004 \/etc\/redis\/redis\.conf → (?:ESC-015|MOUNT-001) /)
    expect(path?.because?.map(({ plugin }) => plugin)).toEqual(
      expect.arrayContaining(['weakpass', 'escape', 'unsafe-mount']),
    )
  },
)
