import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import {
  buildArtifact,
  buildImage,
  buildIndex,
  digestOf,
  dockerArchive,
  layer,
  layerOfEntries,
  layerOfTar,
  ociArchive,
  ociLayoutFiles,
  opaque,
  remove,
  writeOciLayout,
} from './index.ts'
import type { BuiltImage } from './index.ts'

const APP = layer(
  {
    'srv/': { directory: true },
    'srv/app': { content: '#!/bin/sh\n', mode: 0o4755, uid: 33, userName: 'www-data' },
    bin: { symlink: 'usr/bin' },
    'bin/ping': { content: 'ELF', xattrs: { 'security.capability': Uint8Array.from([1, 255]) } },
    also: { hardLink: 'srv/app' },
    null: { device: { type: 'character', major: 1, minor: 3 } },
    pipe: { fifo: true },
  },
  { createdBy: 'COPY app /srv/app # buildkit' },
)

async function read(image: BuiltImage, index: number): Promise<Buffer> {
  const chunks = []
  for await (const chunk of await image.layers[index]!.open()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('digests, diff ids and sizes are those of the bytes, in every compression and format', async () => {
  for (const compress of ['gzip', 'zstd', 'none'] as const) {
    const image = buildImage(layer({ a: 'x' }, { compress }), { format: compress === 'zstd' ? 'docker' : 'oci' })
    const [only] = image.layers
    const stored = await read(image, 0)
    const tar = compress === 'gzip' ? gunzipSync(stored) : compress === 'zstd' ? zstdDecompressSync(stored) : stored
    expect(only).toMatchObject({ digest: digestOf(stored), diffId: digestOf(tar), size: stored.length })
    expect(only!.mediaType).toBe(
      `application/vnd.oci.image.layer.v1.tar${{ gzip: '+gzip', zstd: '+zstd', none: '' }[compress]}`,
    )
    const manifest = JSON.parse(Buffer.from(image.manifest).toString())
    expect(manifest.layers).toEqual([{ mediaType: only!.mediaType, digest: only!.digest, size: only!.size }])
    expect(image.id).toBe(manifest.config.digest)
    expect(JSON.parse(Buffer.from(image.configBytes).toString()).rootfs.diff_ids).toEqual([only!.diffId])
  }
})

test('entries come from memory as a reader would give them', async () => {
  const entries = await Array.fromAsync(buildImage(APP).layers[0]!.entries())
  expect(entries.map(({ path, type }) => `${type} ${path}`)).toEqual([
    'directory /srv',
    'file /srv/app',
    'symlink /bin',
    'file /bin/ping',
    'file /also',
    'character /null',
    'fifo /pipe',
  ])
  const [, app, bin, ping, also] = entries
  expect(app).toMatchObject({ size: 10, mode: 0o4755, uid: 33, userName: 'www-data' })
  expect(Buffer.from(await app!.bytes()).toString()).toBe('#!/bin/sh\n')
  await expect(app!.bytes({ max: 9 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' })
  expect(bin!.linkTarget).toBe('usr/bin')
  expect(ping!.xattrs?.get('security.capability')).toEqual(Uint8Array.from([1, 255]))
  expect(also).toMatchObject({ size: 0, hardLink: '/srv/app' })
})

test('whiteouts, opaque marks and hostile names are written as they stand', async () => {
  const hostile = layerOfEntries([
    { name: '../../etc/x' },
    { name: Uint8Array.from([0x61, 0xff]) },
    { name: 'a' },
    { name: 'a' },
  ])
  const image = buildImage(layer({ ...remove('var/www/a.php', 'top'), ...opaque('srv') }), hostile)
  const paths = async (index: number) => (await Array.fromAsync(image.layers[index]!.entries())).map(({ path }) => path)
  expect(await paths(0)).toEqual(['/var/www/.wh.a.php', '/.wh.top', '/srv/.wh..wh..opq'])
  expect(await paths(1)).toEqual(['/etc/x', '/a\udcff', '/a', '/a'])
})

test('a layer of raw bytes says that its entries are not known', async () => {
  const image = buildImage(layerOfTar(Buffer.from('no tar at all'), { stored: Buffer.from('nor gzip') }))
  await expect(Array.fromAsync(image.layers[0]!.entries())).rejects.toMatchObject({ code: 'TESTING_RAW_LAYER' })
  expect((await read(image, 0)).toString()).toBe('nor gzip')
})

test('configuration and history, with steps that made no layer', () => {
  const image = buildImage(APP, layer({}), {
    references: ['registry.local/app:1'],
    config: { Env: ['A=1'], Cmd: ['sh'], ExposedPorts: { '80/tcp': {} }, Volumes: { '/data': {} }, Labels: { a: 'b' } },
    history: [
      { created_by: 'ADD' },
      { created_by: 'ENV A=1', empty_layer: true },
      { created_by: 'RUN x' },
      { created_by: 'one too many' },
    ],
    created: null,
    platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
  })
  expect(image.history.map(({ layer: index }) => index)).toEqual([0, undefined, 1, undefined])
  expect(image.config).toMatchObject({
    env: ['A=1'],
    cmd: ['sh'],
    exposedPorts: ['80/tcp'],
    volumes: ['/data'],
    labels: { a: 'b' },
  })
  expect(image.config.created).toBeUndefined()
  expect(image.config.raw).toMatchObject({ architecture: 'arm64', variant: 'v8', created: null })
  expect(buildImage(APP).history).toMatchObject([{ index: 0, createdBy: 'COPY app /srv/app # buildkit', layer: 0 }])
  expect(buildImage(APP, { document: { config: { Env: 'PATH', Labels: [1] } } }).config).toMatchObject({
    env: [],
    labels: {},
  })
})

test('skopeo-style layouts and docker archives hold every blob under its digest', async () => {
  const one = buildImage(APP, { references: ['app:1', 'app:2'] })
  const index = buildIndex([one, buildImage(APP, { platform: { os: 'linux', architecture: 'arm64' } })])
  const signature = buildArtifact({
    artifactType: 'application/x-signature',
    files: { sig: Buffer.from('s') },
    subject: one,
  })
  const files = ociLayoutFiles([one, index, signature])
  const blobs = [...files].filter(([path]) => path.startsWith('blobs/'))
  expect(blobs.map(([path]) => path)).toEqual(blobs.map(([, bytes]) => `blobs/${digestOf(bytes).replace(':', '/')}`))
  const listed = JSON.parse(Buffer.from(files.get('index.json')!).toString()).manifests
  expect(listed).toHaveLength(4)
  expect(listed[1].annotations['org.opencontainers.image.ref.name']).toBe('2')
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-layout-'))
  try {
    await writeOciLayout(folder, one)
    expect(readFileSync(join(folder, 'blobs', one.id.replace(':', '/')))).toEqual(Buffer.from(one.configBytes))
    writeFileSync(join(folder, 'docker.tar'), dockerArchive(one))
    const manifest = execFileSync('tar', ['-xOf', join(folder, 'docker.tar'), 'manifest.json'], { encoding: 'utf8' })
    expect(JSON.parse(manifest)[0].RepoTags).toEqual(['app:1', 'app:2'])
    writeFileSync(join(folder, 'oci.tar'), ociArchive(one))
    expect(execFileSync('tar', ['-tf', join(folder, 'oci.tar')], { encoding: 'utf8' })).toContain(
      'oci-layout\nindex.json\n',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
