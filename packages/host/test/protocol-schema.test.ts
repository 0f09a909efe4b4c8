import { execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { scan } from '@veinmind/engine'
import { ENTITY_NAMESPACE, Registry, WORK_NAMESPACE } from '@veinmind/internal/services'
import { clusterCommand, containerCommand, definePlugin, iacCommand, imageCommand } from '@veinmind/sdk'
import type { Cluster, Entity, IacFile, Image, Json, ScanContext } from '@veinmind/sdk'
import { createJsonSplitter, serveRegistry } from '@veinmind/internal/wire'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { createPluginServices } from '../src/plugin-services.ts'

// The published schema against what is really said.
const schema = JSON.parse(
  readFileSync(new URL('../../../docs/plugin-protocol.schema.json', import.meta.url), 'utf8'),
) as object
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, strictTypes: false }).addSchema(
  schema,
  'protocol',
)
const wrong = (part: string, value: unknown): string | undefined =>
  ajv.validate(`protocol#/$defs/${part}`, value) ? undefined : ajv.errorsText()

const WEAKPASS = fileURLToPath(new URL('../../plugin-weakpass/src/bin.ts', import.meta.url))
const IMAGE = buildImage(layer({ 'etc/shadow': 'root::1::::::\n', 'etc/passwd': 'root:x:0:0::/root:/bin/sh\n' }))

test('the manifest of a plugin of ours', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [WEAKPASS, 'info'])
  expect(wrong('manifest', JSON.parse(stdout))).toBeUndefined()
})

test('every message of a whole scan', async () => {
  const requests: Buffer[] = []
  const responses: Buffer[] = []
  const run = async (image: Image, context: ScanContext) => {
    const child = spawn(process.execPath, [WEAKPASS, 'scan', 'image', '--host', 'fd:3', '--id', image.id], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    })
    const channel = child.stdio[3] as Duplex
    const output = new PassThrough()
    channel.on('data', (chunk: Buffer) => requests.push(chunk))
    output.on('data', (chunk: Buffer) => responses.push(chunk)).pipe(channel)
    await serveRegistry(createPluginServices({ plugin: 'weakpass', entity: image, context }).registry, {
      input: channel,
      output,
    })
  }
  const plugin = definePlugin({ name: 'tap', title: 'Tap', commands: [imageCommand(run)] })
  const report = await scan([IMAGE], { plugins: [plugin] })
  expect(report.findings).toHaveLength(1)
  const messagesOf = (chunks: readonly Buffer[]) =>
    createJsonSplitter(1 << 25)(Buffer.concat(chunks)).map(
      (piece) => JSON.parse('text' in piece ? piece.text : '') as { name?: string },
    )
  expect(messagesOf(requests).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['describe', 'openLayer', 'readLayer', 'report', 'covered']),
  )
  expect(messagesOf(requests).flatMap((message) => wrong('request', message) ?? [])).toEqual([])
  expect(messagesOf(responses).flatMap((message) => wrong('response', message) ?? [])).toEqual([])
})

test('the tasks of veinmind/2, and what a plugin of ours answers', async () => {
  const entry = {
    path: '/etc/shadow',
    type: 'file',
    size: 14,
    mode: 0o600,
    uid: 0,
    gid: 0,
    userName: '',
    groupName: '',
    mtime: 0,
  }
  const content = Buffer.from('root::1::::::\n').toString('base64')
  const tasks = [
    { do: 'wants', entries: [entry] },
    { do: 'inspect', files: [{ inspector: 'account-files', owner: '@veinmind/inventory', entry, content }] },
    null,
  ]
  const answers: Json[] = []
  const next = (answer: Json = null): Promise<Json> => {
    answers.push(answer)
    return Promise.resolve(tasks[answers.length - 1] ?? null)
  }
  const child = spawn(process.execPath, [WEAKPASS, 'serve', '--host', 'fd:3'], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
  const channel = child.stdio[3] as Duplex
  const registry = new Registry().define(WORK_NAMESPACE, { manifest: {}, functions: { next } })
  await serveRegistry(registry, { input: channel, output: channel })
  expect(tasks.flatMap((task) => (task === null ? [] : (wrong('task', task) ?? [])))).toEqual([])
  expect(answers.flatMap((answer) => wrong('answer', answer) ?? [])).toEqual([])
  expect(JSON.stringify(answers[1])).toContain('"give":"content"')
  expect(answers[2]).toMatchObject({ results: [{ record: expect.anything() as unknown }] })
})

test.each([
  ['inspector', { id: 'X', version: 1, wants: 'ask' }],
  ['inspector', { id: 'x', version: 0, wants: 'ask' }],
  ['inspector', { id: 'x', version: 1, wants: [] }],
  ['inspector', { id: 'x', version: 1, wants: [{ give: 'content' }] }],
  ['want', { give: 'content', max: 1, magic: ['xyz'] }],
  ['task', { do: 'dance' }],
  ['answer', { results: [{ error: 1 }] }],
])('no %s: %j', (part, value) => {
  expect(wrong(part, value)).toBeDefined()
})

test('what is answered of entities', async () => {
  const image = buildImage(
    layer({
      'a.txt': { content: 'x', userName: 'root', xattrs: { 'user.a': Buffer.from([0, 255]) } },
      b: { symlink: 'a.txt' },
      c: { fifo: true },
      big: 'x'.repeat(100),
    }),
    layer({ d: { hardLink: 'a.txt' } }),
  )
  const [changes] = buildImage(layer({ e: 'x' })).layers
  const container = buildContainer({ name: 'web', image, ...(changes ? { changes: { ...changes, index: 2 } } : {}) })
  const file: IacFile = {
    kind: 'iac',
    id: 'x',
    name: 'x',
    path: 'a/x',
    bytes: Buffer.from('FROM x'),
    lineUrl: (line) => `https://x/${line}`,
  }
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    name: 'p',
    object: { spec: { a: [1] } },
    source: { path: 'p.yaml', line: 1 },
  }
  const cluster: Cluster = {
    kind: 'cluster',
    id: 'c',
    name: 'c',
    version: 'v1.30.0',
    async *objects() {
      yield { ...object, position: (path) => (path.length > 2 ? undefined : { line: 1 + path.length, column: 1 }) }
      yield { ...object, namespace: 'web' }
    },
  }
  const said: string[] = []
  const ask = async (entity: Entity, context: ScanContext) => {
    const { registry } = createPluginServices({ plugin: 'tap', entity, context })
    // As it goes over the channel.
    const call = async (name: string, ...args: readonly Json[]) =>
      JSON.parse(JSON.stringify((await registry.getService(ENTITY_NAMESPACE, name)?.(...args)) ?? null)) as Json
    const say = (part: string, value: unknown) => said.push(wrong(part, value) ?? `${part} of ${entity.kind}`)
    say('description', await call('describe'))
    if (entity.kind === 'cluster') say('objectPage', await call('readObjects', await call('openObjects')))
    if (entity.kind !== 'image' && entity.kind !== 'container') return
    for (const entry of (await call('list', '/')) as readonly Json[]) say('entry', entry)
    say('filePage', await call('next', await call('find', { patterns: ['/**'], max: 50 })))
  }
  const plugin = definePlugin({
    name: 'tap',
    title: 'Tap',
    version: '1.0.0',
    commands: [imageCommand(ask), containerCommand(ask), iacCommand(ask), clusterCommand(ask)],
  })
  const { errors } = await scan([image, container, file, cluster], { plugins: [plugin] })
  expect(errors).toEqual([])
  expect(new Set(said)).toEqual(
    new Set([
      'description of image',
      'entry of image',
      'filePage of image',
      'description of container',
      'entry of container',
      'filePage of container',
      'description of iac',
      'description of cluster',
      'objectPage of cluster',
    ]),
  )
})

const RULE = { id: 'X', title: 'x', severity: 'low' }

test.each([
  ['manifest', { name: 'a', manifestVersion: 2, commands: [] }],
  ['manifest', { name: 'a b', manifestVersion: 1, commands: [{ path: ['scan'], type: 'image' }] }],
  ['manifest', { name: 'a', manifestVersion: 1, commands: [{ path: ['--config'], type: 'image' }] }],
  ['request', { sequence: -1, type: 'call', namespace: 'n', name: 'x' }],
  ['request', { sequence: 1, type: 'exec' }],
  ['request', { sequence: 1, type: 'call', namespace: 'n', name: 'report', args: [{ type: 'X' }] }],
  ['request', { sequence: 1, type: 'call', namespace: 'n', name: 'covered', args: [{ scanned: -1 }] }],
  ['request', { sequence: 1, type: 'call', namespace: 'n', name: 'fail', args: [{ code: 'no' }] }],
  ['response', { sequence: 1, result: 1 }],
  ['entry', { path: 'etc', type: 'file', size: 1, mode: 420, uid: 0, gid: 0, mtime: 0 }],
  ['entry', { path: '/etc', type: 'file', size: 1, mode: 0o100644, uid: 0, gid: 0, mtime: 0 }],
  ['filePage', { files: [{ content: 'a' }], done: true }],
  ['objectPage', { objects: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', object: {}, positions: [[1]] }], done: true }],
  ['description', { kind: 'image', id: 'x', name: 'x' }],
  ['description', { kind: 'iac', id: 'x', name: 'x', path: 'x', content: '!' }],
  ['event', { type: 'X', class: 'risk', locations: [], detail: {} }],
  ['event', { type: 'X', class: 'risk', rule: { ...RULE, severity: 'High' }, locations: [], detail: {} }],
  ['event', { type: 'X', class: 'info', locations: [{ line: 0 }], detail: {} }],
])('no %s: %j', (part, value) => {
  expect(wrong(part, value)).toBeDefined()
})
