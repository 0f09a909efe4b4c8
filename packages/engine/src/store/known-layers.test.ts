import { createLayerIndexBuilder } from '@veinmind/image'
import type { Layer } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import rough from '../../test/rough-plugin.ts'
import { createInspectorList } from '../plan/active-inspectors.ts'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import { createKnownLayers } from './known-layers.ts'
import type { LayerData } from './layer-data.ts'
import { createLayerMemory } from './layer-memory.ts'

const [one, other] = createInspectorList().add(rough, { word: 'needle' }) as [ActiveInspector, ActiveInspector]

function data(diffId: string, inspectors: readonly ActiveInspector[] = [], record = ''): LayerData {
  const counts = { seen: 0, skipped: 0, errored: 0 }
  const results = new Map(
    inspectors.map((each) => [each, { records: [[0, record]], counts, problems: [] } as never] as const),
  )
  const index = createLayerIndexBuilder().finish()
  return { diffId, source: 'read', index, notes: [], orphans: [], results, reread: new Set() }
}

const layer = (parts: Partial<Layer>): Layer => ({ digest: 'sha256:stored', diffId: 'sha256:said', ...parts }) as Layer

test('what an image says its diff ids are is believed of a source that vouches for it, or of what was read', async () => {
  const known = createKnownLayers(undefined)
  expect(await known.verifiedDiffId(layer({}))).toBeUndefined()
  expect(await known.verifiedDiffId(layer({ trustedDiffId: true }))).toBe('sha256:said')
  await known.keepDiffId(layer({}), 'sha256:read')
  expect(await known.verifiedDiffId(layer({}))).toBeUndefined()
  expect(await known.verifiedDiffId(layer({ diffId: '' }))).toBe('sha256:read')
  expect(await known.verifiedDiffId(layer({ diffId: 'sha256:read' }))).toBe('sha256:read')
})

test('a layer is recalled with the results that are known, also where others are missing', async () => {
  const known = createKnownLayers(undefined)
  expect(await known.recall('sha256:a', [one])).toBeUndefined()
  known.remember(data('sha256:a', [one]))
  expect([...((await known.recall('sha256:a', [one]))?.results.keys() ?? [])]).toEqual([one])
  const both = await known.recall('sha256:a', [one, other])
  expect([both?.results.has(one), both?.results.has(other)]).toEqual([true, false])
})

test('memory holds the last layers that there is room for, and the very last whatever its size', () => {
  const memory = createLayerMemory(1000)
  for (const name of ['a', 'b', 'c']) memory.keep(data(name, [one], 'x'.repeat(200)))
  expect(['a', 'b', 'c'].map((name) => memory.get(name) !== undefined)).toEqual([false, true, true])
  memory.keep(data('large', [one], 'x'.repeat(5000)))
  expect(['b', 'c', 'large'].map((name) => memory.get(name) !== undefined)).toEqual([false, false, true])
})
