import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Image } from '@veinmind/sdk'
import {
  createCertificates,
  removeTemporary,
  requireTools,
  run,
  startDistribution,
  startDockerRegistry,
  temporaryFolder,
} from '@veinmind/services'
import type { KeyPair } from '@veinmind/services'
import { buildImage, buildIndex, layer, writeOciLayout } from '@veinmind/testing'
import { describe, expect, test } from 'vitest'
import { basicCredentials, fixedCredentials, openRegistry } from './index.ts'
import type { ImageQuery, ImageRegistry, RegistryOptions } from './index.ts'

const USERS = { ada: 'lovelace:with:colons' }

/**
 * Fills a registry with what skopeo and umoci make: `app` with tags `v2s2`, `oci`, `zstd`, `umoci` and the index
 * `both`.
 */
async function fill(host: string, flags: readonly string[] = ['--dest-tls-verify=false']): Promise<void> {
  const { skopeo, umoci } = await requireTools(['skopeo', 'umoci'])
  const folder = temporaryFolder('images')
  const push = async (from: string, tag: string, ...more: string[]): Promise<void> =>
    void (await run(skopeo, ['copy', '--insecure-policy', ...flags, ...more, from, `docker://${host}/app:${tag}`]))
  try {
    const [amd, arm] = ['amd64', 'arm64'].map((architecture) =>
      buildImage(
        layer({ 'etc/arch': architecture, 'etc/passwd': 'root:x:0:0::/:/bin/sh\n' }),
        layer({ 'srv/text': 'text '.repeat(20_000) }),
        { platform: { os: 'linux', architecture } },
      ),
    )
    await writeOciLayout(`${folder}/one`, amd!)
    await writeOciLayout(`${folder}/both`, buildIndex([amd!, arm!]))
    await push(`oci:${folder}/one`, 'oci')
    await push(`oci:${folder}/one`, 'v2s2', '--format', 'v2s2')
    // Only what is not compressed yet is compressed by skopeo, and only what it has not seen elsewhere.
    await writeOciLayout(
      `${folder}/plain`,
      buildImage(layer({ 'srv/plain': folder.repeat(1000) }, { compress: 'none' })),
    )
    await push(`oci:${folder}/plain`, 'zstd', '--dest-compress-format', 'zstd')
    await push(`oci:${folder}/both`, 'both', '--all')
    await run(umoci, ['init', '--layout', `${folder}/umoci`])
    await run(umoci, ['new', '--image', `${folder}/umoci:new`])
    await run(umoci, [
      'insert',
      '--rootless',
      '--image',
      `${folder}/umoci:new`,
      `${folder}/one/index.json`,
      '/srv/index.json',
    ])
    await push(`oci:${folder}/umoci:new`, 'umoci')
  } finally {
    removeTemporary(folder)
  }
}

const pem = (pair: KeyPair): { readonly clientCert: string; readonly clientKey: string } => ({
  clientCert: readFileSync(pair.cert, 'utf8'),
  clientKey: readFileSync(pair.key, 'utf8'),
})

async function readAll(registry: ImageRegistry, query: ImageQuery = {}): Promise<ReadonlyMap<string, Image>> {
  const images = new Map<string, Image>()
  for await (const image of registry.images('app', query))
    for (const name of image.references) images.set(name.split(':').at(-1)!, image)
  return images
}

/** Names of the files of an image, layer by layer, as `crane export` merges them when nothing is deleted. */
async function pathsOf(image: Image | undefined): Promise<readonly string[]> {
  const paths = new Set<string>()
  for (const each of image?.layers ?? [])
    for await (const entry of each.entries()) if (entry.type !== 'directory') paths.add(entry.path)
  return [...paths].toSorted()
}

async function digestWith(host: string, options: RegistryOptions): Promise<string | undefined> {
  await using registry = openRegistry(host, { certsDirs: [], ...options })
  return (await registry.readManifest('app', 'oci')).digest
}

test('Docker registry 2.8: what skopeo and umoci push is read as crane reads it', async () => {
  await using server = await startDockerRegistry()
  const { crane, tar } = await requireTools(['crane', 'tar'])
  await fill(server.host)
  await using registry = openRegistry(server.host)
  const images = await readAll(registry, { platform: 'linux/amd64', tag: ['v2s2', 'oci', 'zstd', 'umoci', 'both'] })
  expect([...images.keys()].toSorted()).toEqual(['both', 'oci', 'umoci', 'v2s2', 'zstd'])
  expect(images.get('zstd')?.layers.map(({ mediaType }) => mediaType)).toContain(
    'application/vnd.oci.image.layer.v1.tar+zstd',
  )
  expect(images.get('v2s2')?.layers[0]?.mediaType).toBe('application/vnd.docker.image.rootfs.diff.tar.gzip')
  for (const [tag, image] of images) {
    const reference = `${server.host}/app:${tag}`
    const { stdout: digest } = await run(crane, ['digest', '--platform', 'linux/amd64', reference])
    expect([tag, image.manifestDigest]).toEqual([tag, digest.trim()])
    const { stdout: list } = await run('sh', [
      '-c',
      `"${crane}" export --platform linux/amd64 "${reference}" - | "${tar}" -t`,
    ])
    const expected = list
      .trim()
      .split('\n')
      .filter((name) => !name.endsWith('/'))
      .map((name) => `/${name.replace(/^\.?\//, '')}`)
    expect([tag, await pathsOf(image)]).toEqual([tag, expected.toSorted()])
  }
  const platforms: string[] = []
  for await (const image of registry.images('app', { tag: 'both', platform: 'all' })) {
    platforms.push(image.platform.architecture)
  }
  expect(platforms.toSorted()).toEqual(['amd64', 'arm64'])
  const names: string[] = []
  for await (const name of registry.repositories()) names.push(name)
  expect(names).toEqual(['app'])
})

test('a download that breaks three times is taken up by range', async () => {
  await using server = await startDockerRegistry()
  const { skopeo } = await requireTools(['skopeo'])
  const folder = temporaryFolder('range')
  let cuts = 0
  // Between us and the registry: breaks a connection when it has brought a mebibyte, the first three times.
  const middle = createServer((client) => {
    let bytes = 0
    const upstream = connect(Number(server.host.split(':')[1]), '127.0.0.1')
    upstream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > 2 ** 20 && cuts < 3 && ++cuts) client.destroy()
      else client.write(chunk)
    })
    client.pipe(upstream)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
  })
  try {
    const random = randomBytes(6 * 2 ** 20)
    await writeOciLayout(folder, buildImage(layer({ 'srv/random': random }, { compress: 'none' })))
    await run(skopeo, [
      'copy',
      '--insecure-policy',
      '--dest-tls-verify=false',
      `oci:${folder}`,
      `docker://${server.host}/app:1`,
    ])
    middle.listen(0, '127.0.0.1')
    await once(middle, 'listening')
    await using registry = openRegistry(`127.0.0.1:${(middle.address() as AddressInfo).port}`, { retry: { delay: 10 } })
    const contents: Uint8Array[] = []
    for await (const image of registry.images('app')) {
      for await (const entry of image.layers[0]!.entries())
        if (entry.type === 'file') contents.push(await entry.bytes())
    }
    expect([cuts, contents.length, random.equals(contents[0]!)]).toEqual([3, 1, true])
  } finally {
    middle.close()
    removeTemporary(folder)
  }
})

describe('Docker registry 2.8, closed', () => {
  test('htpasswd', async () => {
    await using server = await startDockerRegistry({ htpasswd: USERS })
    await fill(server.host, ['--dest-tls-verify=false', '--dest-creds', `ada:${USERS.ada}`])
    const digest = await digestWith(server.host, { credentials: basicCredentials(server.host, 'ada', USERS.ada) })
    expect(digest).toMatch(/^sha256:/)
    await expect(
      digestWith(server.host, { credentials: basicCredentials(server.host, 'ada', 'wrong') }),
    ).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
    await expect(digestWith(server.host, {})).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
  })

  test('TLS by an own authority, mutual TLS, an expired certificate', async () => {
    using certificates = await createCertificates()
    const ca = readFileSync(certificates.ca, 'utf8')
    await using server = await startDockerRegistry({ tls: certificates.server })
    await fill(server.host)
    expect(await digestWith(server.host, { ca })).toMatch(/^sha256:/)
    await expect(digestWith(server.host, {})).rejects.toMatchObject({ code: 'REGISTRY_TLS' })

    await using mutual = await startDockerRegistry({ tls: certificates.server, clientCa: certificates.ca })
    await expect(digestWith(mutual.host, { ca })).rejects.toMatchObject({
      code: expect.stringMatching(/^REGISTRY_(TLS|UNREACHABLE)$/) as string,
    })
    await expect(digestWith(mutual.host, { ca, ...pem(certificates.client) })).rejects.toMatchObject({
      code: 'REGISTRY_NOT_FOUND',
    })

    await using expired = await startDockerRegistry({ tls: certificates.expired })
    await expect(digestWith(expired.host, { ca })).rejects.toMatchObject({ code: 'REGISTRY_TLS' })
    await expect(digestWith(expired.host, { ca, insecureSkipVerify: true })).rejects.toMatchObject({
      code: 'REGISTRY_NOT_FOUND',
    })
  })
})

describe('distribution v3 with bearer tokens', () => {
  test('by password; renewed in the middle of a run; anonymous where that is open', async () => {
    // The registry takes a token a minute longer than it lives: what is seen here is that ours is renewed before its
    // end.
    await using server = await startDistribution({ token: { users: USERS, expiresIn: 2, anonymousPull: true } })
    await fill(server.host, ['--dest-tls-verify=false', '--dest-creds', `ada:${USERS.ada}`])
    const before = server.tokens!.requests.length
    await using registry = openRegistry(server.host, { credentials: basicCredentials(server.host, 'ada', USERS.ada) })
    const images = await readAll(registry)
    await new Promise((resolve) => setTimeout(resolve, 2100))
    for (const image of images.values()) expect((await pathsOf(image)).length).toBeGreaterThan(0)
    const asked = server.tokens!.requests.slice(before)
    expect(asked.length).toBeGreaterThan(1)
    expect(new Set(asked.flatMap(({ scopes }) => scopes))).toEqual(new Set(['repository:app:pull']))
    expect(await digestWith(server.host, {})).toMatch(/^sha256:/)
    await expect(
      digestWith(server.host, { credentials: basicCredentials(server.host, 'ada', 'wrong') }),
    ).rejects.toMatchObject({ code: 'REGISTRY_UNAUTHORIZED' })
  })

  test('by a refresh token', async () => {
    await using server = await startDistribution({ token: { users: USERS } })
    await fill(server.host, ['--dest-tls-verify=false', '--dest-creds', `ada:${USERS.ada}`])
    const url = `${server.tokens!.realm}?service=${server.tokens!.service}&offline_token=true`
    const response = await fetch(url, { headers: { authorization: `Basic ${btoa(`ada:${USERS.ada}`)}` } })
    const { refresh_token: identityToken } = (await response.json()) as { refresh_token: string }
    expect(
      await digestWith(server.host, { credentials: fixedCredentials(server.host, { identityToken, source: 'test' }) }),
    ).toMatch(/^sha256:/)
    expect(server.tokens!.requests.at(-1)).toMatchObject({ method: 'POST', user: 'ada' })
  })
})
