import { expect, test } from 'vitest'
import { countEach, createRandom, mutate, outcomeOf } from '../../test/read-tar.ts'
import { createImage } from './create-image.ts'
import type { LayerSource } from './create-image.ts'

const LAYER: LayerSource = {
  digest: `sha256:${'a'.repeat(64)}`,
  size: 1,
  mediaType: '',
  open: () => expect.unreachable(),
}
const image = (document: unknown, layers = 0) =>
  createImage({
    name: 'app',
    references: [],
    config: Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)),
    layers: Array.from({ length: layers }, () => LAYER),
  })

const FULL = {
  created: '2024-01-01T00:00:00Z',
  author: 'ada',
  os: 'linux',
  architecture: 'arm64',
  variant: 'v8',
  config: {
    User: 'app',
    Env: ['A=1', 2, 'B=2'],
    Entrypoint: ['/init'],
    Cmd: 'sh -c x',
    Shell: ['/bin/bash', '-c'],
    WorkingDir: '/srv',
    StopSignal: 'SIGTERM',
    ExposedPorts: { '80/tcp': {} },
    Volumes: { '/data': {} },
    OnBuild: ['RUN x'],
    Healthcheck: { Test: ['CMD', 'true'] },
    Labels: { a: 'b', bad: 1, __proto__x: 'c' },
  },
  rootfs: { type: 'layers', diff_ids: [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`] },
  history: [
    { created_by: 'ADD rootfs', created: '2024-01-01T00:00:00Z' },
    { created_by: 'ENV A=1', empty_layer: true, comment: 'buildkit' },
    { created_by: 'RUN x', author: 'ada' },
  ],
}

test('a configuration is read whole', () => {
  const { config, history, layers, notes, platform, id } = image(FULL, 2)
  expect(config).toMatchObject({
    created: '2024-01-01T00:00:00Z',
    author: 'ada',
    user: 'app',
    env: ['A=1', 'B=2'],
    entrypoint: ['/init'],
    cmd: ['sh -c x'],
    shell: ['/bin/bash', '-c'],
    workingDir: '/srv',
    exposedPorts: ['80/tcp'],
    volumes: ['/data'],
    onBuild: ['RUN x'],
    stopSignal: 'SIGTERM',
    healthcheck: ['CMD', 'true'],
    labels: { a: 'b', __proto__x: 'c' },
  })
  expect(history).toEqual([
    { index: 0, createdBy: 'ADD rootfs', created: '2024-01-01T00:00:00Z', layer: 0 },
    { index: 1, createdBy: 'ENV A=1', comment: 'buildkit' },
    { index: 2, createdBy: 'RUN x', author: 'ada', layer: 1 },
  ])
  expect(layers.map(({ diffId }) => diffId)).toEqual(FULL.rootfs.diff_ids)
  expect(platform).toEqual({ os: 'linux', architecture: 'arm64', variant: 'v8' })
  expect(id).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(notes).toEqual([])
})

test.each([
  ['nothing', {}, 0, []],
  ['nulls', { created: null, config: null, history: null, rootfs: null }, 0, []],
  ['no history', { rootfs: { diff_ids: ['x'] } }, 1, ['the image has no history']],
  [
    'fewer steps than layers',
    { rootfs: { diff_ids: ['x', 'y'] }, history: [{}] },
    2,
    ['the history tells of 1 layers, and the image has 2'],
  ],
  [
    'more steps than layers',
    { rootfs: { diff_ids: ['x'] }, history: [{}, {}, 'odd'] },
    1,
    ['the history tells of 3 layers, and the image has 1'],
  ],
  ['fewer diff ids than layers', { history: [{}, {}] }, 2, ['the configuration names 0 layers, and the image has 2']],
])('a configuration with %s is an image, and what does not fit is noted', (_what, document, layers, notes) => {
  const built = image(document, layers)
  expect(built.notes).toEqual(notes)
  expect(built.config).toMatchObject({ env: [], author: '', labels: {} })
  expect('created' in built.config).toBe(false)
  expect(built.history.every(({ layer }) => layer === undefined || layer < layers)).toBe(true)
})

test('members are read as Go reads them: the case of their names hides nothing', () => {
  expect(image('{"config":{"Env":["A=1"]},"Config":{"env":["B=2"]}}').config.env).toEqual(['B=2'])
})

test.each([
  ['no JSON', 'nonsense'],
  ['a list', '[]'],
  ['nesting', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['size', `{"a":"${'x'.repeat(5_000_000)}"}`],
])('%s is refused', (_what, text) => {
  expect(() => image(text)).toThrow(expect.objectContaining({ code: 'IMAGE_JSON_INVALID' }))
})

test('1,000 damaged configurations are images or refused', () => {
  const random = createRandom(7)
  const bytes = Buffer.from(JSON.stringify(FULL))
  const outcomes = Array.from({ length: 1000 }, () => {
    const config = mutate(bytes, random)
    return outcomeOf(() => void createImage({ name: 'app', references: [], config, layers: [LAYER, LAYER] }))
  })
  const counts = countEach(outcomes)
  expect(Object.keys(counts).toSorted()).toEqual(['IMAGE_JSON_INVALID', 'ok'])
  expect(counts['ok']).toBeGreaterThan(10)
})
