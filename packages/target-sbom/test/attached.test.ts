import type { Image } from '@veinmind/sdk'
import type { Discovered, Target, TargetContext } from '@veinmind/sdk/target'
import { openRegistry, pushArtifact, registryTarget } from '@veinmind/target-registry'
import { buildImage, layer, startRegistry } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { withAttached } from '../src/index.ts'

const IMAGE = buildImage(layer({ 'etc/os-release': 'ID=debian\nVERSION_ID=12\n' }))
const PACKAGES = '@veinmind/inventory/packages'

const document = (name: string): string =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [{ type: 'library', name, version: '1', purl: `pkg:npm/${name}@1` }],
  })

const statement = (name: string, digest: string): string =>
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'app', digest: { sha256: digest.replace('sha256:', '') } }],
    predicateType: 'https://cyclonedx.org/bom',
    predicate: JSON.parse(document(name)) as object,
  })

const envelope = (text: string): string =>
  JSON.stringify({
    payloadType: 'application/vnd.in-toto+json',
    payload: Buffer.from(text).toString('base64'),
    signatures: [],
  })

async function found(target: Target, host: string, more: object = {}): Promise<Image> {
  const options = Object.fromEntries(Object.entries(target.options).map(([name, spec]) => [name, spec.default]))
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const context = {
    options: { ...options, 'sbom-from': 'registry', ...more },
    signal: AbortSignal.timeout(60_000),
    log,
  } as unknown as TargetContext
  const [first] = await Array.fromAsync<Discovered>(target.discover([`${host}/app:1`], context))
  if (first === undefined || !('entity' in first)) throw new Error(JSON.stringify(first))
  return first.entity as Image
}

const namesOf = ({ facts = {} }: Image): unknown =>
  (facts[PACKAGES] as readonly { readonly name: string }[] | undefined)?.map(({ name }) => name)

interface Attached {
  readonly type: string
  readonly content: string
  readonly tag?: string
  readonly created?: string
}

async function scanWith(attached: readonly Attached[], options: object = {}): Promise<Image> {
  await using fake = await startRegistry(options)
  fake.push('app', '1', IMAGE)
  await using registry = openRegistry(fake.host)
  for (const { type, content, tag, created } of attached)
    await pushArtifact(registry, tag === undefined ? 'app' : `app:${tag}`, {
      artifactType: type,
      files: [{ name: 'x', mediaType: type, content: Buffer.from(content) }],
      ...(tag === undefined ? { subject: IMAGE.manifestDigest } : {}),
      ...(created === undefined ? {} : { created }),
    })
  return await found(withAttached(registryTarget), fake.host)
}

const DSSE = 'application/vnd.dsse.envelope.v1+json'
const TAG = IMAGE.manifestDigest.replace(':', '-')

describe.each([{ referrers: true }, { referrers: false }])('with the referrers API: $referrers', (options) => {
  test.each<readonly [string, Attached]>([
    ['a plain document', { type: 'application/vnd.cyclonedx+json', content: document('plain') }],
    ['a statement', { type: 'application/vnd.in-toto+json', content: statement('plain', IMAGE.manifestDigest) }],
    ['an envelope', { type: DSSE, content: envelope(statement('plain', IMAGE.manifestDigest)) }],
    ['the tag .sbom of cosign', { type: 'text/spdx+json', tag: `${TAG}.sbom`, content: document('plain') }],
    [
      'the tag .att of cosign',
      { type: DSSE, tag: `${TAG}.att`, content: envelope(statement('plain', IMAGE.manifestDigest)) },
    ],
  ])('%s: its packages, and that nothing vouches for them', async (_name, attached) => {
    const image = await scanWith([attached], options)
    expect(namesOf(image)).toEqual(['plain'])
    expect(image.notes?.at(-1)).toMatch(
      /^packages are those of the bill of materials sha256:\w+ \(cyclonedx 1\.6\) .*not verified/,
    )
  })
})

test('the newest that can be read; what was not used is said', async () => {
  const type = 'application/vnd.cyclonedx+json'
  const image = await scanWith([
    { type, content: document('old'), created: '2026-01-01T00:00:00Z' },
    { type, content: document('new'), created: '2026-02-01T00:00:00Z' },
    { type, content: '{"no":1}', created: '2026-03-01T00:00:00Z' },
    { type: DSSE, content: envelope(statement('other', `sha256:${'0'.repeat(64)}`)), created: '2026-04-01T00:00:00Z' },
    {
      type: DSSE,
      content: envelope('{"predicateType":"https://slsa.dev/provenance/v1"}'),
      created: '2026-05-01T00:00:00Z',
    },
  ])
  expect(namesOf(image)).toEqual(['new'])
  expect(image.notes).toEqual([
    expect.stringMatching(/not used: sha256:\w+ is about another image$/),
    expect.stringMatching(/not used: .*it is no bill of materials/),
    expect.stringContaining('not verified against the image'),
  ])
})

test('none: the image itself, with a note; nor is a host asked that an archive names', async () => {
  const none = await scanWith([])
  expect([namesOf(none), none.notes]).toEqual([
    undefined,
    [expect.stringContaining('the image itself was looked into')],
  ])
  await using fake = await startRegistry()
  const archive: Target = {
    ...registryTarget,
    options: registryTarget.options,
    async *discover() {
      yield { entity: { ...IMAGE, references: [`${fake.host}/app:1`] }, source: 'archive' }
    },
  }
  const image = await found(withAttached(archive), fake.host)
  expect(image.notes?.at(-1)).toContain('was not had from a registry')
  expect(fake.requests).toEqual([])
})
