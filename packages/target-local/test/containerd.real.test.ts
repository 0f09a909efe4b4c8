import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readBolt } from '../src/shared/databases/bolt.ts'
import type { Bucket } from '../src/shared/databases/bolt.ts'
import { connectContainerd } from '../src/containerd/client/client.ts'
import type { Container, VeinmindError } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { removeTemporary, startContainerd, temporaryFolder } from '@veinmind/services'
import type { Containerd } from '@veinmind/services'
import { ociArchive } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { findHost } from '../src/shared/host.ts'
import { containerTarget, imageTarget } from '../src/index.ts'
import {
  closeAll,
  discover,
  essence,
  fingerprintFolder,
  layerSources,
  riskyImage,
  runnableImage,
  scanTarget,
  SECRET,
  temporaryCache,
} from './support.ts'

const folder = temporaryFolder('containerd-test')
const archive = join(folder, 'app.tar')
// runc keeps what runs in one folder of the machine, whichever containerd asked for it.
const WEB = `web-${process.pid}`
let containerd: Containerd
beforeAll(async () => {
  containerd = await startContainerd()
  writeFileSync(archive, ociArchive(riskyImage('registry.local/team/app:1.4')))
  writeFileSync(join(folder, 'run.tar'), ociArchive(await runnableImage('registry.local/busy:1')))
  await containerd.ctr(['--namespace', 'k8s.io', 'images', 'import', '--no-unpack', archive])
  await containerd.ctr(['--namespace', 'moby', 'images', 'import', '--no-unpack', archive])
  await containerd.ctr(['--namespace', 'default', 'images', 'import', join(folder, 'run.tar')])
  const changes = `rm -rf /etc/old; mkdir /etc/old; echo new > /etc/old/b; echo "aws_access_key_id = ${SECRET}" > /credentials.txt; exec sleep 1000`
  mkdirSync(join(folder, 'mounted'))
  const mount = ['--mount', `type=bind,src=${join(folder, 'mounted')},dst=/mnt,options=rbind:ro`]
  await containerd.ctr([
    '--namespace',
    'default',
    'run',
    '-d',
    '--net-host',
    '--env',
    'DB_PASSWORD=hunter2',
    ...mount,
    'registry.local/busy:1',
    WEB,
    '/bin/sh',
    '-c',
    changes,
  ])
  await containerd.ctr(['--namespace', 'default', 'containers', 'create', 'registry.local/busy:1', 'idle'])
  await vi.waitFor(async () => {
    const { stdout } = await containerd.ctr([
      '--namespace',
      'default',
      'tasks',
      'exec',
      '--exec-id',
      `x${Date.now()}`,
      WEB,
      '/bin/sh',
      '-c',
      'echo /cred*',
    ])
    if (!stdout.includes('credentials.txt')) throw new Error('the container is not ready')
  }, 20_000)
})
afterAll(async () => {
  await containerd.ctr(['--namespace', 'default', 'tasks', 'kill', '--signal', 'SIGKILL', WEB]).catch(() => {})
  await containerd.ctr(['--namespace', 'default', 'tasks', 'rm', '--force', WEB]).catch(() => {})
  await containerd.stop()
  removeTemporary(folder)
})
const options = (): Record<string, unknown> => ({ from: 'containerd', 'containerd-socket': containerd.socket })

test('images of two namespaces, docker’s left out, as from their archive', async () => {
  using store = await temporaryCache()
  const content = join(containerd.root, 'io.containerd.content.v1.content/blobs')
  const before = fingerprintFolder(content)
  const expected = await scanTarget(imageTarget, [archive], {}, store.cache)
  expect(essence(await scanTarget(imageTarget, ['k8s.io/registry.local/team/app:1.4'], options()))).toEqual(
    essence(expected),
  )
  expect(layerSources(await scanTarget(imageTarget, ['app'], options(), store.cache))).toEqual([
    'cache',
    'cache',
    'cache',
  ])
  const all = await discover(imageTarget, [], options())
  expect(all.map((each) => ('entity' in each ? each.entity.name : each))).toEqual([
    'registry.local/busy:1',
    'registry.local/team/app:1.4',
  ])
  const docker = await discover(imageTarget, ['*'], { ...options(), namespace: 'moby' })
  expect(docker).toHaveLength(1)
  const prefixed = await discover(imageTarget, ['containerd:k8s.io/registry.local/team/app'], {
    'containerd-socket': containerd.socket,
  })
  expect(prefixed).toMatchObject([{ entity: { kind: 'image' } }])
  await closeAll([...all, ...docker, ...prefixed])
  expect(before).toEqual(expect.arrayContaining(fingerprintFolder(content).filter((line) => !/ 16\d{3} /.test(line))))
})

test('the socket gives the same bytes as the folder', async () => {
  const image = riskyImage('registry.local/team/app:1.4')
  const client = await connectContainerd(containerd.socket, { host: findHost() })
  const { digest } = image.layers[0]!
  const chunks = await Array.fromAsync(await client.read(digest, { namespace: 'k8s.io' }))
  const streamed = await Array.fromAsync(await client.read(digest, { namespace: 'k8s.io', over: 'socket' }))
  client.close()
  expect(Buffer.concat(chunks)).toEqual(Buffer.from(image.blobs.get(digest)!))
  expect(Buffer.concat(streamed)).toEqual(Buffer.concat(chunks))
})

test('layers that exist only as snapshots, and those that do not exist at all', async () => {
  const image = riskyImage('registry.local/team/discarded:1')
  writeFileSync(join(folder, 'discarded.tar'), ociArchive(image))
  const expected = (await scanTarget(imageTarget, [join(folder, 'discarded.tar')])).findings
    .map(({ fingerprint }) => fingerprint)
    .sort()
  for (const [namespace, ...flags] of [['unpacked'], ['empty', '--no-unpack']]) {
    await containerd.ctr(['--namespace', namespace!, 'images', 'import', ...flags, join(folder, 'discarded.tar')])
    for (const { digest } of image.layers) await containerd.ctr(['--namespace', namespace!, 'content', 'rm', digest])
  }
  const unpacked = await scanTarget(imageTarget, ['unpacked/registry.local/team/discarded'], options())
  expect(unpacked).toMatchObject({
    errors: [],
    targets: [
      {
        outcome: 'ok',
        source: expect.stringContaining('namespace unpacked'),
        notes: [expect.stringContaining('layers 0, 1, 2 are read as they are unpacked')],
      },
    ],
  })
  expect(unpacked.findings.map(({ fingerprint }) => fingerprint).sort()).toEqual(expected)
  expect(
    unpacked.findings.flatMap(({ locations }) => locations.map(({ path, hiddenBy }) => [path, hiddenBy])),
  ).toContainEqual(['/srv/old/credentials.txt', 1])
  const empty = await scanTarget(imageTarget, ['empty/registry.local/team/discarded'], options())
  expect(empty.targets).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('discarded') }])
})

test('1,000 damaged databases of a snapshotter: read or refused, and in bounded time', async () => {
  const bytes = readFileSync(join(containerd.root, 'io.containerd.snapshotter.v1.overlayfs/metadata.db'))
  const path = join(folder, 'damaged.db')
  let state = 1
  const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below
  const walk = (bucket: Bucket, depth = 0): number => {
    let count = 0
    for (const name of bucket.buckets()) if (depth < 8) count += 1 + walk(bucket.bucket(name)!, depth + 1)
    return count
  }
  writeFileSync(path, bytes)
  expect(walk(await readBolt(path))).toBeGreaterThan(5)
  for (let round = 0; round < 1000; round += 1) {
    const mutated = Buffer.from(bytes)
    // The heads have a checksum: damage is behind them.
    for (let change = 0; change < 20; change += 1) mutated[8192 + random(mutated.length - 8192)] = random(256)
    for (let page = 2; page < mutated.length / 4096; page += 1)
      if (random(4) === 0) mutated[page * 4096 + random(64)] = random(256)
    writeFileSync(path, random(10) === 0 ? mutated.subarray(0, random(mutated.length)) : mutated)
    const outcome = await readBolt(path)
      .then((bucket) => walk(bucket))
      .then(
        () => 'read',
        (error: unknown) => (error as VeinmindError).code,
      )
    expect(['read', 'LOCAL_DATABASE_DAMAGED']).toContain(outcome)
  }
})

test('a running container and one without a task', async () => {
  const found = await discover(containerTarget, [WEB, 'default/idle'], options())
  const [web, idle] = found.map(asContainer)
  expect(web).toMatchObject({
    state: 'running',
    runtime: 'containerd',
    imageReference: 'registry.local/busy:1',
    missing: [],
    security: { privileged: false, namespaces: { network: 'host', pid: 'private' } },
  })
  expect(web?.mounts).toContainEqual(
    expect.objectContaining({
      type: 'bind',
      source: join(folder, 'mounted'),
      destination: '/mnt',
      readOnly: true,
      isLive: true,
    }),
  )
  expect(web?.processes).toMatchObject([{ pid: 1, args: ['sleep', '1000'] }])
  expect(web?.processes?.[0]?.env).toContain('DB_PASSWORD=hunter2')
  expect(idle).toMatchObject({ state: 'created', args: ['/bin/sleep', '1000'] })
  await closeAll(found)
  const report = await scanTarget(containerTarget, [WEB], options())
  expect(report.errors).toEqual([])
  const places = report.findings.flatMap(({ locations }) =>
    locations.map(({ path, layer, hiddenBy }) => [path, layer?.index, hiddenBy]),
  )
  expect(places).toContainEqual(['/credentials.txt', 2, undefined])
  expect(places).toContainEqual(['/etc/old/credentials.txt', 1, 2])
})

function asContainer(found: Discovered | undefined): Container {
  if (found !== undefined && 'entity' in found && found.entity.kind === 'container') return found.entity
  throw new Error(`no container: ${JSON.stringify(found)}`)
}
