import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scan } from '@veinmind/engine'
import { VeinmindError } from '@veinmind/sdk'
import type { Cluster, ClusterObject, Entity, IacFile, JsonObject, Plugin } from '@veinmind/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openExternalPlugin } from '../src/index.ts'
import { writeRawPlugin } from './raw-plugin.ts'

// Files and clusters over the channel: our plugin as an executable finds what it finds in the process.
const IAC = fileURLToPath(new URL('../../plugin-iac/src/bin.ts', import.meta.url))
let folder = ''
let own: Plugin
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-entities-'))
  own = ((await import(new URL('../../plugin-iac/src/index.ts', import.meta.url).href)) as { default: Plugin }).default
})
afterAll(() => rm(folder, { recursive: true }))

const file: IacFile = {
  kind: 'iac',
  id: 'repository//deploy/Dockerfile',
  name: 'deploy/Dockerfile',
  path: 'deploy/Dockerfile',
  bytes: Buffer.from('FROM nginx:latest\nUSER root\nRUN sudo id\n'),
  lineUrl: (line) => `https://git.local/repository/blob/0123/deploy/Dockerfile#L${line}`,
}

const pod = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'web' },
  spec: { hostNetwork: true, containers: [{ name: 'a', image: 'nginx', securityContext: { privileged: true } }] },
})

function object(name: string, more: Partial<ClusterObject> = {}): ClusterObject {
  return { apiVersion: 'v1', kind: 'Pod', namespace: 'web', name, object: pod(name), ...more }
}

function cluster(...objects: readonly ClusterObject[]): Cluster {
  return {
    kind: 'cluster',
    id: 'cluster-1',
    name: 'test',
    version: 'v1.30.1',
    async *objects(kind) {
      yield* objects.filter((each) => kind === undefined || each.kind === kind)
    },
  }
}

async function both(entity: Entity) {
  const external = await openExternalPlugin(IAC)
  const [hosted, inProcess] = await Promise.all(
    [external, own].map(async (plugin) => {
      const { findings, plugins, errors } = await scan([entity], { plugins: [plugin] })
      return {
        findings: findings.map(({ time: _time, ...rest }) => rest),
        outcome: plugins[0]?.outcome,
        reason: plugins[0]?.reason,
        coverage: plugins[0]?.coverage,
        errors,
      }
    }),
  )
  return { hosted, inProcess }
}

test('a file, with the address of its lines', async () => {
  const { hosted, inProcess } = await both(file)
  expect(hosted?.findings.length).toBeGreaterThan(2)
  expect(JSON.stringify(hosted?.findings)).toContain('https://git.local/repository/blob/0123/deploy/Dockerfile#L2')
  expect(hosted).toEqual(inProcess)
})

test('the objects of a cluster', async () => {
  const { hosted, inProcess } = await both(cluster(...Array.from({ length: 1200 }, (_, n) => object(`pod-${n}`))))
  expect(hosted?.findings.length).toBeGreaterThan(1200)
  expect(hosted).toEqual(inProcess)
})

test('objects of files, with the places of their fields', async () => {
  const position = (path: readonly (string | number)[]) =>
    path.includes('image') ? undefined : { line: 10 + path.length, column: 1 + JSON.stringify(path).length }
  const { hosted, inProcess } = await both(
    cluster(object('one', { source: { path: 'pods.yaml', line: 10 }, position })),
  )
  expect(hosted?.findings.map(({ locations: [at] }) => at?.line)).toContain(15)
  expect(hosted).toEqual(inProcess)
})

test('a cluster that breaks off in the middle, or at once, is said with its code', async () => {
  const breaksAfter = (...objects: readonly ClusterObject[]): Cluster => ({
    ...cluster(),
    async *objects() {
      yield* objects
      throw new VeinmindError('K8S_GONE', 'the cluster has gone')
    },
  })
  const some = await both(breaksAfter(object('one')))
  expect(some.inProcess).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('K8S_GONE') })
  expect(some.hosted).toEqual(some.inProcess)
  const { hosted, inProcess } = await both(breaksAfter())
  expect(inProcess).toMatchObject({ outcome: 'failed', errors: [{ code: 'K8S_GONE' }] })
  expect(hosted?.errors).toEqual(inProcess?.errors)
})

test('any language asks for them by kind, a page at a time', async () => {
  const body = `const ask = async (name, ...args) => { await send(call(1, 'veinmind/entity/1', name, ...args)); return receive() }
    const { reply: [described] } = await ask('describe')
    const { reply: [pods] } = await ask('openObjects', 'Pod')
    const pages = []
    do pages.push((await ask('readObjects', pods)).reply[0]); while (!pages.at(-1).done)
    const { reply: [other] } = await ask('openObjects')
    await ask('closeObjects', other)
    const { error, code } = await ask('readObjects', other)
    if (code !== 'HOST_CALL_INVALID') throw new Error(error)
    await send(call(1, 'github.com/chaitin/veinmind-tools/veinmind-common/go/service/report', 'report', { type: 'Demo', class: 'info', locations: [],
      detail: { described, pages: pages.map(({ objects }) => objects.length), first: pages[0].objects[0].name } }))
    await receive()`
  const path = await writeRawPlugin(join(folder, 'objects.mjs'), body)
  await writeFile(path, (await readFile(path, 'utf8')).replaceAll('image', 'cluster'))
  const objects = [...Array.from({ length: 600 }, (_, n) => object(`pod-${n}`)), object('other', { kind: 'Service' })]
  const { assets, errors } = await scan([cluster(...objects)], { plugins: [await openExternalPlugin(path)] })
  expect(errors).toEqual([])
  expect(assets).toMatchObject([
    {
      detail: {
        described: { kind: 'cluster', id: 'cluster-1', version: 'v1.30.1' },
        pages: [500, 100],
        first: 'pod-0',
      },
    },
  ])
})
