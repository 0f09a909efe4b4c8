import { SILENT } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import type { LogFields } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { discoverImages } from './discover-images.ts'
import type { SourceOpener } from './discover-images.ts'

const { signal } = new AbortController()
const empty: SourceOpener = {
  name: 'docker',
  open: async () => ({ name: 'docker', find: async () => undefined, close: async () => {} }),
}

test('an engine without images says so', async () => {
  const found = await Array.fromAsync(discoverImages([], { engines: [empty], signal, log: SILENT }))
  expect(found).toEqual([{ target: 'docker', skipped: 'it has no images' }])
})

test.each(['archive', 'oci', 'rootfs'] as const)('--from %s without a path is wrong usage', async (from) => {
  const found = await Array.fromAsync(discoverImages([], { engines: [], from, signal, log: SILENT }))
  expect(found).toMatchObject([{ target: from, error: { code: 'USAGE' } }])
})

test('an engine that may not be asked is said before a registry is', async () => {
  const lines: unknown[] = []
  const log = { ...SILENT, warn: (message: string, fields?: LogFields) => lines.push([message, fields?.['source']]) }
  const closed = {
    ...empty,
    open: () =>
      Promise.reject(
        new VeinmindError('LOCAL_ENGINE_UNREACHABLE', 'no', {
          cause: Object.assign(new Error('no'), { code: 'EACCES' }),
        }),
      ),
  }
  const fallback = async function* (targets: readonly string[]): AsyncGenerator<{ target: string; skipped: string }> {
    yield { target: targets.join(), skipped: 'asked' }
  }
  expect(await Array.fromAsync(discoverImages(['app'], { engines: [closed], fallback, signal, log }))).toEqual([
    { target: 'app', skipped: 'asked' },
  ])
  expect(lines).toEqual([['this engine may not be asked', 'docker']])
})
