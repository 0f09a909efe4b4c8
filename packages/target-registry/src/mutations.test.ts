import { VeinmindError } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { buildImage, buildIndex, createRandom, digestOf, layer, startRegistry } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { openRegistry, parseTarget } from './index.ts'
import { parseManifest } from './manifest.ts'

const IMAGE = buildImage(layer({ a: 'x' }))
const INDEX = buildIndex([IMAGE, buildImage(layer({ b: 'y' }))])

const VALUES = [
  null,
  true,
  -1,
  0,
  1e308,
  2 ** 53,
  '',
  'x'.repeat(5000),
  '__proto__',
  '../../etc/passwd',
  'sha256:',
  [],
  {},
  [[]],
  { digest: 1 },
  'sha256:'.padEnd(71, 'f'),
]

/** The document with one to three faults: bytes changed, cut or doubled, or a value replaced by one of another kind. */
function mutate(bytes: Uint8Array, next: () => number): Uint8Array {
  const pick = (below: number): number => Math.floor(next() * below)
  let text = Buffer.from(bytes).toString('latin1')
  for (let faults = 1 + pick(3); faults > 0; faults--) {
    const at = pick(text.length)
    const kind = pick(5)
    if (kind === 0) text = text.slice(0, at) + String.fromCharCode(pick(256)) + text.slice(at + 1)
    if (kind === 1) text = text.slice(0, at)
    if (kind === 2) text = text.slice(0, at) + text.slice(at, at + pick(50)) + text.slice(at)
    if (kind >= 3) {
      const members = [...text.matchAll(/:("[^"]*"|\d+|\[|\{)/g)]
      const member = members[pick(members.length)]
      if (member)
        text = `${text.slice(0, member.index + 1)}${JSON.stringify(VALUES[pick(VALUES.length)])}${text.slice(member.index + member[0].length)}`
    }
  }
  return Buffer.from(text, 'latin1')
}

/** `VEINMIND_LONG_TESTS=1` mutates ten times as many. */
const ROUNDS = process.env['VEINMIND_LONG_TESTS'] ? 10_000 : 1000

test('mutated manifests and indexes: each is read, or refused with a code', () => {
  const next = createRandom(20_261_124)
  const start = performance.now()
  const refused: string[] = []
  for (let i = 0; i < ROUNDS; i++) {
    const whole = i % 2 === 0 ? IMAGE : INDEX
    try {
      const manifest = parseManifest(mutate(whole.manifest, next), i % 3 === 0 ? whole.mediaType : undefined, 'x')
      expect(manifest.kind === 'manifest' ? manifest.layers : manifest.manifests).toBeInstanceOf(Array)
    } catch (error) {
      if (!(error instanceof VeinmindError)) throw error
      refused.push(error.code)
    }
  }
  expect(refused.length).toBeGreaterThan(300)
  expect(new Set(refused)).toEqual(new Set(['REGISTRY_MANIFEST_INVALID']))
  expect(performance.now() - start).toBeLessThan(5 * ROUNDS)
})

test('a repository of mutated images: each is said, none hides another', async () => {
  const next = createRandom(7)
  await using fake = await startRegistry()
  const digests = new Set<string>()
  for (let i = 0; i < 150; i++) {
    const config = i % 2 === 0 ? mutate(IMAGE.configBytes, next) : IMAGE.configBytes
    const document = Buffer.from(IMAGE.manifest)
      .toString()
      .replace(IMAGE.id, digestOf(config))
      .replace(`"size":${IMAGE.configBytes.length}`, `"size":${config.length}`)
    const manifest = i % 2 === 0 ? Buffer.from(document) : mutate(IMAGE.manifest, next)
    const manifestDigest = digestOf(manifest)
    digests.add(manifestDigest)
    fake.push('app', `t${i}`, {
      mediaType: IMAGE.mediaType,
      manifest,
      manifestDigest,
      blobs: new Map([...IMAGE.blobs, [digestOf(config), config]]),
    })
  }
  fake.push('app', 'good', buildImage(layer({ good: '1' })))
  await using registry = openRegistry(fake.host, { retry: { attempts: 1 }, timeouts: { idle: 1000, document: 2000 } })
  const found: Discovered[] = []
  for await (const item of registry.discover(parseTarget(`${fake.host}/app`))) found.push(item)
  const entities = found.flatMap((item) => ('entity' in item ? [item.entity] : []))
  expect(found).toHaveLength(digests.size + 1)
  expect(entities.map(({ name }) => name)).toContain(`${fake.host}/app:good`)
  const codes = found.flatMap((item) => ('error' in item ? [item.error.code] : []))
  expect(codes.filter((code) => !/^(?:REGISTRY|IMAGE)_/.test(code))).toEqual([])
})
