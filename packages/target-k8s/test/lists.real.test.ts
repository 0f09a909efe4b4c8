import { startKubeApiserver } from '@veinmind/services'
import type { KubeApiserver } from '@veinmind/services'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient, findKind, loadAccess, openCluster } from '../src/index.ts'
import type { Client, Kind } from '../src/index.ts'

const PATH = '/api/v1/namespaces/default/configmaps'
const COUNT = 5000

let kube: KubeApiserver
beforeAll(async () => {
  // It compacts the history of its etcd each second, so that continue tokens expire soon.
  kube = await startKubeApiserver(['--etcd-compaction-interval=1s'])
  for (let at = 0; at < COUNT; at += 100)
    await Promise.all(Array.from({ length: 100 }, (_, each) => make(`many-${at + each}`)))
})
afterAll(() => kube.stop())

const make = (name: string) => kube.send('POST', PATH, { metadata: { name }, data: { text: 'x'.repeat(1000) } })

async function open(): Promise<{ client: Client; statuses: number[] }> {
  const client = createClient(await loadAccess({ kubeconfig: kube.kubeconfig('admin') }))
  const statuses: number[] = []
  const watched = {
    ...client,
    get: async (...asked: Parameters<Client['get']>) => {
      const answer = await client.get(...asked)
      if (asked[1]?.['continue'] !== undefined) statuses.push(answer.status)
      return answer
    },
  }
  return { client: watched, statuses }
}

const kinds = [findKind('configmaps') as Kind]

/** Requests for lists of ConfigMaps that the server counts, by the status that it answered. */
async function counted(status: number): Promise<number> {
  const { text } = await kube.send('GET', '/metrics')
  const lines = String(text)
    .split('\n')
    .filter(
      (line) =>
        line.startsWith('apiserver_request_total{') &&
        line.includes('resource="configmaps"') &&
        line.includes('verb="LIST"'),
    )
  return lines
    .filter((line) => line.includes(`code="${status}"`))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

/** Writes until the server has forgotten the state that a list was begun in. */
async function expire(): Promise<void> {
  const { metadata } = (await kube.send('GET', `${PATH}?limit=1`)) as { metadata: { continue: string } }
  for (let at = 0; ; at++) {
    if (at === 600) throw new Error('the continue token does not expire')
    await kube.send('PUT', `${PATH}/many-1`, { metadata: { name: 'many-1' }, data: { text: String(at) } })
    await new Promise((done) => setTimeout(done, 200))
    const isThere = await kube.send('GET', `${PATH}?limit=1&continue=${encodeURIComponent(metadata.continue)}`).then(
      () => true,
      (error: unknown) => !String(error).includes(': 410 '),
    )
    if (!isThere) return
  }
}

test('5,000 objects are 20 pages at the server', async () => {
  const before = await counted(200)
  const { client } = await open()
  const { cluster } = await openCluster(client, { kinds, namespaces: ['default'] })
  const names = (await Array.fromAsync(cluster.objects())).map(({ name }) => name)
  expect(names.filter((name) => name.startsWith('many-'))).toHaveLength(COUNT)
  // One more asks whether they may be listed. What the server does by itself comes on top.
  expect((await counted(200)) - before).toBeGreaterThanOrEqual(COUNT / 250 + 1)
  expect((await counted(200)) - before).toBeLessThan(COUNT / 250 + 10)
})

test('a continue token that expires between two pages: the list begins again, nothing is lost or told twice', async () => {
  const { client, statuses } = await open()
  const { cluster } = await openCluster(client, { kinds, namespaces: ['default'] })
  const before = await counted(410)
  const names: string[] = []
  for await (const { name } of cluster.objects()) {
    names.push(name)
    if (names.length !== 600) continue
    await kube.send('DELETE', `${PATH}/many-4999`)
    await kube.send('DELETE', `${PATH}/many-0`)
    await make('aaa-new')
    await expire()
  }
  expect(statuses).toContain(410)
  // The token of the test itself was the first to be refused.
  expect((await counted(410)) - before).toBeGreaterThanOrEqual(2)
  expect(new Set(names).size).toBe(names.length)
  const lasting = Array.from({ length: COUNT - 2 }, (_, at) => `many-${at + 1}`)
  expect(lasting.filter((name) => !names.includes(name))).toEqual([])
  expect(names).toContain('aaa-new')
})
