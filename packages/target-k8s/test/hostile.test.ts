import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterObject, JsonObject } from '@veinmind/sdk'
import { TEST_TLS } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient, findKind, loadAccess, openCluster } from '../src/index.ts'
import type { ClientOptions, Kind } from '../src/index.ts'
import { startFakeApiServer } from './fake-api-server.ts'
import type { FakeApiOptions } from './fake-api-server.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-k8s-'))
})
afterAll(() => rm(folder, { recursive: true }))

const KINDS = ['nodes', 'pods', 'services', 'configmaps'].map((resource) => findKind(resource) as Kind)
const object = (name: string, more: JsonObject = {}): JsonObject => ({
  metadata: { name, namespace: 'shop', uid: name },
  ...more,
})
const OBJECTS = { nodes: [object('n')], pods: [object('p')], services: [object('s')], configmaps: [object('c')] }

/** What is read of a server that answers so. */
async function read(
  respond: FakeApiOptions['respond'],
  options: { objects?: FakeApiOptions['objects']; client?: ClientOptions } = {},
) {
  await using server = await startFakeApiServer({
    objects: options.objects ?? OBJECTS,
    ...(respond ? { respond } : {}),
  })
  const kubeconfig = join(folder, 'config')
  const cluster = { server: server.url, 'certificate-authority-data': Buffer.from(TEST_TLS.ca).toString('base64') }
  await writeFile(
    kubeconfig,
    JSON.stringify({
      clusters: [{ name: 'c', cluster }],
      contexts: [{ name: 'c', context: { cluster: 'c' } }],
      'current-context': 'c',
    }),
  )
  const opened = await openCluster(createClient(await loadAccess({ kubeconfig }), { pause: 1, ...options.client }), {
    kinds: KINDS,
  })
  const objects: ClusterObject[] = []
  let error: unknown
  try {
    for await (const found of opened.cluster.objects()) objects.push(found)
  } catch (thrown) {
    error = thrown
  }
  return {
    names: objects.map(({ name }) => name),
    error,
    refused: opened.refused.map(({ code, message }) => `${code} ${message}`),
    requests: server.requests,
  }
}

const answer = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): true => {
  response.writeHead(status, headers).end(body)
  return true
}
const isList = (url: URL, resource: string): boolean =>
  url.pathname.endsWith(`/${resource}`) && url.searchParams.get('limit') !== '1'

test('429 with Retry-After, errors that pass and broken connections are tried again', async () => {
  const { names, error, refused, requests } = await read((url, response, count) => {
    if (!url.pathname.endsWith('/pods') || count > 3) return false
    if (count === 1) return answer(response, 429, 'slow down', { 'retry-after': '0.001' })
    if (count === 2) return answer(response, 503, '<html>')
    response.writeHead(200, { 'content-length': '1000' }).write('{')
    setImmediate(() => response.destroy())
    return true
  })
  expect([names, error, refused]).toEqual([['n', 'p', 's', 'c'], undefined, []])
  expect(requests.filter((path) => path.includes('/pods'))).toHaveLength(5)
})

test.each([
  [
    'an error that stays',
    (response: ServerResponse) => answer(response, 502, '<html>bad gateway'),
    'K8S_LIST_FAILED listing pods was answered with 502',
  ],
  ['garbage', (response: ServerResponse) => answer(response, 200, '{"items":['), 'K8S_ANSWER_INVALID'],
  ['a list', (response: ServerResponse) => answer(response, 200, '[]'), 'K8S_ANSWER_INVALID'],
  [
    'a redirect',
    (response: ServerResponse) => answer(response, 302, '', { location: 'http://169.254.169.254/' }),
    'K8S_LIST_FAILED listing pods was answered with 302',
  ],
])('%s instead of a kind is said; the others are read', async (_name, respond, said) => {
  const { names, error, refused } = await read((url, response) => url.pathname.endsWith('/pods') && respond(response))
  expect([names, error]).toEqual([['n', 's', 'c'], undefined])
  expect(refused.map((each) => each.startsWith(said))).toEqual([true])
})

test('a list that breaks on its way does not end the others', async () => {
  const objects = { ...OBJECTS, pods: Array.from({ length: 300 }, (_, at) => object(`p${at}`)) }
  const { names, error } = await read(
    (url, response) =>
      url.searchParams.has('continue') &&
      answer(response, 500, '{"message":"etcdserver: mvcc: database space exceeded"}'),
    { objects },
  )
  expect(names).toHaveLength(253)
  expect(names.at(-1)).toBe('c')
  expect(error).toMatchObject({
    code: 'K8S_LIST_FAILED',
    message: 'listing pods was answered with 500: etcdserver: mvcc: database space exceeded',
  })
})

test('a kind without an answer is said; a server that is silent is given up', async () => {
  const silence =
    (...resources: string[]) =>
    (url: URL) =>
      resources.some((resource) => url.pathname.endsWith(`/${resource}`))
  const one = await read(silence('pods'), { client: { idle: 100 } })
  expect([one.names, one.refused]).toEqual([
    ['n', 's', 'c'],
    [expect.stringMatching(/^K8S_UNREACHABLE .* no answer for 0.1 s/)],
  ])
  await expect(read(silence('nodes', 'pods', 'services'), { client: { idle: 100 } })).rejects.toMatchObject({
    code: 'K8S_UNREACHABLE',
  })
  await expect(
    read(
      (url, response) =>
        url.pathname !== '/version' && answer(response, 429, '{"message":"busy"}', { 'retry-after': '0.001' }),
    ),
  ).rejects.toMatchObject({ code: 'K8S_LIST_FAILED', message: 'listing services was answered with 429: busy' })
  await expect(read(silence('version'), { client: { idle: 100 } })).rejects.toMatchObject({ code: 'K8S_UNREACHABLE' })
})

test('where objects are large pages get shorter; one that is too large is an error', async () => {
  const objects = {
    ...OBJECTS,
    configmaps: Array.from({ length: 60 }, (_, at) => object(`c${at}`, { data: { text: 'x'.repeat(1 << 20) } })),
  }
  const { names, error, requests } = await read(undefined, { objects })
  expect([names.length, error]).toEqual([63, undefined])
  expect(requests.filter((path) => path.includes('configmaps?limit=4&')).length).toBeGreaterThanOrEqual(14)
  const giant = await read(undefined, { objects: { ...OBJECTS, pods: [object('p', { x: 'x'.repeat(17 << 20) })] } })
  expect(giant.refused).toEqual(['K8S_ANSWER_TOO_LARGE an answer is larger than 16 MiB'])
})

test('a list without end, pages that repeat, tokens that always expire', async () => {
  const page = (token: string) => JSON.stringify({ metadata: { continue: token }, items: [object('p')] })
  const repeats = await read((url, response) => isList(url, 'pods') && answer(response, 200, page('same')))
  expect(repeats.error).toMatchObject({ code: 'K8S_ANSWER_INVALID', message: 'the list of pods repeats a page' })
  const expires = await read(
    (url, response) =>
      isList(url, 'pods') &&
      (url.searchParams.has('continue') ? answer(response, 410, '{}') : answer(response, 200, page('next'))),
  )
  expect([expires.names, expires.error]).toEqual([
    ['n', 'p', 's', 'c'],
    expect.objectContaining({ code: 'K8S_LIST_UNSTABLE' }),
  ])
})

test('a server that is no API server', async () => {
  await expect(read((_url, response) => answer(response, 404, 'not found'))).rejects.toMatchObject({
    code: 'K8S_ANSWER_INVALID',
    hint: 'is it the address of an API server?',
  })
})

test('objects that are none are passed over', async () => {
  const { names } = await read(
    (url, response) =>
      isList(url, 'pods') &&
      answer(response, 200, JSON.stringify({ metadata: [], items: [null, 1, [], 'x', { metadata: 7 }, object('p')] })),
  )
  expect(names).toEqual(['n', '', 'p', 's', 'c'])
})

test('a scan that is ended asks for nothing more', async () => {
  const stop = new AbortController()
  const asked: string[] = []
  const read1 = read(
    (url) => {
      asked.push(url.pathname)
      if (asked.length === 3) stop.abort(new Error('ended'))
      return asked.length === 3
    },
    { client: { signal: stop.signal } },
  )
  await expect(read1).rejects.toThrow('ended')
  expect(asked).toHaveLength(3)
})
