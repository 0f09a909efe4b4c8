import { copyFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeTemporary, startPodman, temporaryFolder } from '@veinmind/services'
import { dockerArchive } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { closeAll, discover, riskyImage, scanTarget, SECRET } from './support.ts'
import { containerTarget, imageTarget } from '../src/index.ts'

test('podman of a user without rights, found by that user: by its service, and by its storage', async () => {
  await using podman = await startPodman({ rootless: true })
  const archive = join(temporaryFolder('archive'), 'app.tar')
  writeFileSync(archive, dockerArchive(riskyImage('registry.local/team/app:1.4')))
  const readable = join(dirname(podman.address.slice('unix://'.length)), 'app.tar')
  copyFileSync(archive, readable)
  await podman.podman(['load', '-i', readable])
  await podman.podman(['create', '--name', 'idle', '--network', 'host', 'registry.local/team/app:1.4'])
  const script = fileURLToPath(new URL('print-found.ts', import.meta.url))
  const scan = async (
    flags: object,
    ...words: string[]
  ): Promise<{ readonly paths: readonly string[]; readonly findings?: readonly string[] }> => {
    const { stdout } = await podman.asUser([
      process.execPath,
      script,
      JSON.stringify({ from: 'podman', ...flags }),
      ...words,
    ])
    return JSON.parse(stdout) as { readonly paths: readonly string[]; readonly findings: readonly string[] }
  }
  const expected = (await scanTarget(imageTarget, [archive])).findings.map(
    ({ locations }) => locations[0]?.path ?? null,
  )
  const service = await scan({}, 'image', 'app')
  expect(service).toMatchObject({
    errors: [],
    targets: [{ outcome: 'ok', source: expect.stringContaining(podman.address) }],
  })
  const storage = await scan({ 'storage-root': podman.storage }, 'image', 'app')
  expect(storage).toMatchObject({
    errors: [],
    targets: [{ outcome: 'ok', source: `containers-storage (${podman.storage})`, notes: [] }],
  })
  const texts = (paths: readonly unknown[]): readonly string[] => paths.map(String).sort()
  expect([texts(service.paths), texts(storage.paths)]).toEqual([texts(expected), texts(expected)])
  expect(await scan({}, 'container', 'idle')).toMatchObject({ errors: [], targets: [{ name: 'idle', outcome: 'ok' }] })

  // The layer of a container is a whole copy with this driver: only what differs is its own.
  const added = join(dirname(readable), 'credentials.txt')
  writeFileSync(added, `aws_access_key_id = ${SECRET}\n`, { mode: 0o644 })
  await podman.podman(['cp', added, 'idle:/app/credentials.txt'])
  for (const flags of [{}, { 'storage-root': podman.storage }]) {
    const { findings, ...rest } = await scan(flags, 'container', 'idle')
    expect(rest).toMatchObject({ errors: [], targets: [{ name: 'idle', outcome: 'ok' }] })
    expect(findings?.filter((place) => place.startsWith('3 '))).toEqual(['3 /app/credentials.txt'])
    expect(findings).toContain('0 /srv/old/credentials.txt hidden by 1')
  }
  // As with podman-docker, whose docker.sock is a link to podman's.
  const twice = await discover(containerTarget, [], { 'docker-host': podman.address, 'podman-host': podman.address })
  expect(twice.map((found) => ('entity' in found ? found.entity.name : found))).toEqual(['idle'])
  await closeAll(twice)
  removeTemporary(dirname(archive))
})
