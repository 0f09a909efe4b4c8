import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { SILENT } from '@veinmind/internal'
import type { LogFields } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import { startContainerd, startDockerd, startPodman } from '@veinmind/services'
import { expect, test } from 'vitest'
import { containerTarget, imageTarget } from '../src/index.ts'

const NOBODY = 65534

/** What a target finds and warns of when nobody special runs it. */
async function discoverAsNobody(target: Target, words: readonly string[], options: Record<string, unknown>) {
  const warnings: (LogFields | undefined)[] = []
  const log = { ...SILENT, warn: (_: string, fields?: LogFields) => void warnings.push(fields) }
  const { seteuid, setegid, setgroups, getgroups } = process
  if (!seteuid || !setegid || !setgroups || !getgroups) throw new Error('this system has no users')
  const groups = getgroups()
  const defaults = Object.fromEntries(Object.entries(target.options).map(([name, spec]) => [name, spec.default]))
  setgroups([])
  setegid(NOBODY)
  seteuid(NOBODY)
  try {
    return {
      warnings,
      found: await Array.fromAsync(
        target.discover(words, { options: { ...defaults, ...options }, signal: AbortSignal.timeout(60_000), log }),
      ),
    }
  } finally {
    seteuid(0)
    setegid(0)
    setgroups(groups)
  }
}

test('engines that are there and that this user may not ask are named, with what would give the right', async () => {
  await using dockerd = await startDockerd()
  await using containerd = await startContainerd()
  await using podman = await startPodman()
  const path = (address: string): string => address.replace('unix://', '')
  const sockets = {
    'docker-host': dockerd.address,
    'containerd-socket': containerd.socket,
    'podman-host': podman.address,
  }
  for (const socket of Object.values(sockets)) {
    chmodSync(dirname(path(socket)), 0o755)
    chmodSync(path(socket), 0o660)
  }
  const refused = ['docker', 'containerd', 'podman'].map((source) =>
    expect.objectContaining({
      source,
      reason: expect.stringContaining('EACCES'),
      hint: expect.stringContaining('root'),
    }),
  )

  const images = await discoverAsNobody(imageTarget, ['127.0.0.1:1/app:1'], {
    ...sockets,
    'storage-root': podman.storage,
  })
  expect(images.warnings).toEqual(expect.arrayContaining(refused))
  expect(images.found).toMatchObject([{ error: { code: 'LOCAL_IMAGE_NOT_FOUND' } }])

  const containers = await discoverAsNobody(containerTarget, [], { ...sockets, 'storage-root': podman.storage })
  expect(containers.warnings).toEqual(expect.arrayContaining(refused))
  expect(containers.found).toMatchObject([
    { error: { code: 'LOCAL_CONTAINER_NOT_FOUND', hint: expect.stringContaining('root') } },
  ])

  // Who is named alone is an error, not a warning.
  for (const [from, option] of [
    ['docker', 'docker-host'],
    ['containerd', 'containerd-socket'],
    ['podman', 'podman-host'],
  ] as const) {
    const { found } = await discoverAsNobody(imageTarget, ['*'], { from, [option]: sockets[option] })
    expect(found).toMatchObject([{ error: { message: expect.stringContaining('EACCES') } }])
  }
}, 120_000)
