import { join } from 'node:path'
import { startRegistry } from '@veinmind/testing'
import type { FakeRegistry, Pushable } from '@veinmind/testing'
import { measure, median } from './measure.ts'
import type { Cost } from './measure.ts'
import { figure } from './result.ts'
import type { Result } from './result.ts'
import { secondImage } from './second-image.ts'
import type { Subject } from './subject.ts'

/** Scans again of what did not change, and of an image whose base was scanned. */
export async function benchWarm({ bin, folder, image, rounds }: Subject): Promise<Result[]> {
  await using registry = await startRegistry()
  const first = registry.push('base', '1', image)
  const cache = join(folder, 'warm-cache')
  const scan = (...references: readonly string[]): Promise<Cost> => {
    const args = [
      bin,
      'scan',
      'registry',
      ...references,
      '--cache-dir',
      cache,
      '--quiet',
      '-f',
      'json',
      '-o',
      join(folder, 'warm.json'),
    ]
    return measure({ command: process.execPath, args })
  }
  await scan(first)
  const before = layerBytes(registry, image)
  const warm: Cost[] = []
  for (let round = 0; round < rounds; round += 1) warm.push(await scan(first))
  const fetched = layerBytes(registry, image) - before
  const second = secondImage(image)
  const both = ['one', 'two'].map((repository, at) => registry.push(repository, '1', at === 0 ? image : second.image))
  await measure({
    command: process.execPath,
    args: [
      bin,
      'scan',
      'registry',
      ...both,
      '--cache-dir',
      `${cache}-2`,
      '--quiet',
      '-f',
      'json',
      '-o',
      join(folder, 'both.json'),
    ],
  })
  const fetches = registry.requests.filter(({ method, path }) => {
    return method === 'GET' && second.shared.some((digest) => path.endsWith(digest)) && /\/(one|two)\//.test(path)
  })
  return [
    figure('warm scan', median(warm.map(({ seconds }) => seconds)), { most: 1, unit: 's' }),
    figure('layer bytes fetched by the warm scans, counted at the registry', fetched, { most: 0, unit: 'bytes' }),
    figure(`fetches of the ${second.shared.length} layers that two images share`, fetches.length, {
      most: second.shared.length,
      unit: 'requests',
    }),
  ]
}

function layerBytes(registry: FakeRegistry, { manifest }: Pushable): number {
  const { layers } = JSON.parse(Buffer.from(manifest).toString('utf8')) as { layers: readonly { digest: string }[] }
  const digests = layers.map(({ digest }) => digest)
  const fetches = registry.requests.filter(
    ({ method, path }) => method === 'GET' && digests.some((digest) => path.endsWith(digest)),
  )
  return fetches.reduce((sum, { bytes }) => sum + bytes, 0)
}
