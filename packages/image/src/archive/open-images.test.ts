import { execFileSync, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Image } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import {
  buildArtifact,
  buildImage,
  buildIndex,
  compress,
  digestOf,
  dockerArchive,
  layer,
  ociArchive,
  ociLayoutFiles,
  writeOciLayout,
  writeTar,
} from '@veinmind/testing'
import type { TarEntry } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf, countEach, createRandom, mutate } from '../../test/read-tar.ts'
import { openImages } from './open-images.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-test-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const APP = buildImage(layer({ 'etc/a': '1' }), layer({ 'etc/b': '2' }, { compress: 'zstd' }), {
  references: ['registry.local/app:1'],
})
const ARM = buildImage(layer({ arm: '1' }), { platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } })

async function put(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

const imagesOf = (found: readonly Discovered[]): Image[] =>
  found.flatMap((each) => ('entity' in each && each.entity.kind === 'image' ? [each.entity] : []))

async function paths(image: Image): Promise<string[]> {
  const found: string[] = []
  for (const each of image.layers) for await (const { path } of each.entries()) found.push(path)
  return found
}

/** Opens, reads every layer and closes. */
async function read(path: string): Promise<{ found: readonly Discovered[]; images: Image[]; paths: string[] }> {
  const { images: found, close } = await openImages(path, { spoolDir: folder })
  try {
    const images = imagesOf(found)
    return { found, images, paths: (await Promise.all(images.map(paths))).flat() }
  } finally {
    await close()
  }
}

test('an archive that breaks off in a layer says so, whoever knows that layer already', async () => {
  const large = buildImage(layer({ a: 'x' }), layer({ 'etc/b': '0123456789'.repeat(2_000) }, { compress: 'none' }), {
    references: ['registry.local/cut:1'],
  })
  const last = large.layers.at(-1)?.digest.slice('sha256:'.length) ?? ''
  const files = [...ociLayoutFiles([large])].sort(([a], [b]) => Number(a.endsWith(last)) - Number(b.endsWith(last)))
  const whole = writeTar(files.map(([name, content]) => ({ name, content })))
  const open = async (bytes: Uint8Array) => {
    const { images, close } = await openImages(await put('cut.tar', bytes), { spoolDir: folder })
    await close()
    return images
  }
  expect(await open(whole)).toHaveLength(1)
  expect(await open(whole.subarray(0, whole.length - 8_000))).toMatchObject([
    { entity: { id: large.id } },
    {
      target: 'registry.local/cut:1',
      error: { code: 'IMAGE_ARCHIVE_DAMAGED', message: expect.stringContaining('breaks off in') },
    },
  ])
})

test('an OCI layout folder is read in place', async () => {
  await writeOciLayout(join(folder, 'layout'), APP)
  const { images, paths: files } = await read(join(folder, 'layout'))
  expect(images).toMatchObject([
    {
      id: APP.id,
      name: 'registry.local/app:1',
      references: ['registry.local/app:1'],
      manifestDigest: APP.manifestDigest,
    },
  ])
  expect(files).toEqual(['/etc/a', '/etc/b'])
})

test.each(['none', 'gzip', 'zstd'] as const)(
  'an OCI archive (%s) gives the same images, and leaves nothing on the disk',
  async (compression) => {
    const { images, paths: files } = await read(await put('app.tar', compress(ociArchive(APP, ARM), compression)))
    expect(images.map(({ id }) => id)).toEqual([APP.id, ARM.id])
    expect(files).toEqual(['/etc/a', '/etc/b', '/arm'])
    expect(await readdir(folder)).toEqual(['app.tar'])
  },
)

test('a docker-archive has its images, and the digests of its layers are their diff ids', async () => {
  const { images, paths: files } = await read(await put('save.tar', dockerArchive(APP, ARM)))
  expect(images.map(({ id, references }) => [id, references])).toEqual([
    [APP.id, ['registry.local/app:1']],
    [ARM.id, []],
  ])
  expect(images[0]?.layers.map(({ digest, diffId }) => digest === diffId)).toEqual([true, true])
  expect(files).toEqual(['/etc/a', '/etc/b', '/arm'])
})

/** Entries of a docker-archive of one image whose layers stand at `layers`. */
function docker(layers: readonly string[], ...entries: readonly TarEntry[]): Uint8Array {
  const config = {
    name: 'config.json',
    content: Buffer.from(JSON.stringify({ rootfs: { diff_ids: APP.layers.map(({ diffId }) => diffId) } })),
  }
  const manifest = {
    name: 'manifest.json',
    content: JSON.stringify([{ Config: 'config.json', RepoTags: ['app:1'], Layers: layers }]),
  }
  return writeTar([config, ...entries, manifest])
}

const [FIRST, SECOND] = APP.specs.map(({ tar }) => tar)

test('links between layers inside the archive are followed', async () => {
  const archive = docker(
    ['one/layer.tar', 'two/layer.tar'],
    { name: 'zero/layer.tar', content: FIRST ?? '' },
    { name: 'one/layer.tar', linkTarget: '../zero/layer.tar' },
    { name: 'other/layer.tar', content: SECOND ?? '' },
    { name: 'two/layer.tar', hardLink: 'other/layer.tar' },
  )
  expect((await read(await put('save.tar', archive))).paths).toEqual(['/etc/a', '/etc/b'])
})

test('compressed layers of a docker-archive get their digest', async () => {
  const stored = compress(FIRST ?? new Uint8Array(), 'gzip')
  const archive = docker(['one.tar.gz', 'gone.tar'], { name: 'one.tar.gz', content: stored })
  const { images: found, close } = await openImages(await put('save.tar', archive))
  const [image] = imagesOf(found)
  expect(image?.layers).toMatchObject([
    { digest: digestOf(stored), size: stored.length },
    { unavailable: 'its content is missing' },
  ])
  expect(await paths({ ...(image as Image), layers: image?.layers.slice(0, 1) ?? [] })).toEqual(['/etc/a'])
  await close()
})

test('an archive with both layouts gives each image once', async () => {
  const oci = [...ociLayoutFiles([APP])].map(([name, content]) => ({ name, content }))
  const manifest = [
    { Config: `blobs/${APP.id.replace(':', '/')}`, RepoTags: ['app:1'], Layers: [] },
    { Config: 'hidden.json', RepoTags: ['hidden:1'], Layers: [] },
  ]
  const archive = writeTar([
    ...oci,
    { name: 'hidden.json', content: '{}' },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ])
  expect((await read(await put('save.tar', archive))).images.map(({ name }) => name)).toEqual([
    'registry.local/app:1',
    'hidden:1',
  ])
})

test('indexes are followed, platforms told, and what is no image skipped with its reason', async () => {
  const artifact = buildArtifact({ artifactType: 'application/vnd.example.sbom', files: { a: Buffer.from('a') } })
  const files = new Map(ociLayoutFiles([buildIndex([APP, ARM]), artifact]))
  const index = JSON.parse(Buffer.from(files.get('index.json') ?? '').toString()) as {
    manifests: Record<string, unknown>[]
  }
  index.manifests.push(
    { ...index.manifests[1], annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
    { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 1 },
    { mediaType: 'x', digest: '../../etc/passwd', size: 1 },
  )
  files.set('index.json', Buffer.from(JSON.stringify(index)))
  const { found, images } = await read(
    await put('a.tar', writeTar([...files].map(([name, content]) => ({ name, content })))),
  )
  expect(images.map(({ platform }) => platform)).toEqual([APP.platform, ARM.platform])
  expect(found.slice(2)).toMatchObject([
    { skipped: expect.stringContaining('application/vnd.example.sbom') },
    { skipped: expect.stringContaining('attestation-manifest') },
    { error: { code: 'IMAGE_DIGEST_INVALID' } },
    {
      target: expect.stringContaining('0'.repeat(64)),
      error: { code: 'IMAGE_ARCHIVE_DAMAGED', message: expect.stringContaining('not here') },
    },
  ])
})

test('an image that is not held has failed by its name; of one that is held in part, the other platforms are passed over', async () => {
  const without = async (...gone: readonly string[]) => {
    const files = [...ociLayoutFiles([buildIndex([APP, ARM])])].filter(
      ([name]) => !gone.some((digest) => name.endsWith(digest.slice('sha256:'.length))),
    )
    return (await read(await put(`${gone.length}.tar`, writeTar(files.map(([name, content]) => ({ name, content }))))))
      .found
  }
  expect(await without(ARM.manifestDigest)).toMatchObject([
    { entity: { id: APP.id } },
    { skipped: expect.stringContaining('not here') },
  ])
  expect(await without(ARM.manifestDigest, APP.manifestDigest)).toMatchObject([
    { error: { message: expect.stringContaining('not here') } },
  ])
})

test('one image with several tags is one image', async () => {
  const both = buildImage(layer({ a: '' }), { references: ['local/app:1', 'local/app:latest'] })
  expect((await read(await put('a.tar', ociArchive(both)))).images).toMatchObject([
    { references: ['local/app:1', 'local/app:latest'] },
  ])
})

test('a changed manifest or configuration is an error, and the other images are read', async () => {
  for (const digest of [APP.manifestDigest, APP.id]) {
    const root = join(folder, digest.slice(7, 15))
    await writeOciLayout(root, APP, ARM)
    const blob = join(root, 'blobs', digest.replace(':', '/'))
    await writeFile(blob, Buffer.from(digest === APP.id ? APP.configBytes : APP.manifest).fill(0x20, 1, 2))
    const { found, images } = await read(root)
    expect(images.map(({ id }) => id)).toEqual([ARM.id])
    expect(found.filter((each) => 'error' in each)).toMatchObject([{ error: { code: 'IMAGE_DIGEST_MISMATCH' } }])
  }
})

test('an image of more layers than an engine takes is an error', async () => {
  const { found } = await read(await put('a.tar', docker(Array.from({ length: 1001 }, () => 'one.tar'))))
  expect(found).toMatchObject([{ error: { code: 'IMAGE_MANIFEST_INVALID' } }])
})

test('a link in a layout folder is refused', async () => {
  const secret = await put('secret', APP.specs[0]?.stored ?? new Uint8Array())
  const root = join(folder, 'layout')
  await writeOciLayout(root, APP)
  const blob = join(root, 'blobs', (APP.layers[0]?.digest ?? '').replace(':', '/'))
  await unlink(blob)
  await symlink(secret, blob)
  const { found } = await read(root)
  expect(found).toMatchObject([
    { error: { code: 'IMAGE_ARCHIVE_DAMAGED', message: expect.stringContaining('symbolic link') } },
  ])
})

test.each([
  ['nothing', async () => join(folder, 'nothing'), 'IMAGE_ARCHIVE_NOT_FOUND'],
  ['an empty folder', async () => folder, 'IMAGE_ARCHIVE_UNKNOWN'],
  ['a tar of something else', () => put('x.tar', writeTar([{ name: 'a' }])), 'IMAGE_ARCHIVE_UNKNOWN'],
  [
    'an archive of before Docker 1.10',
    () => put('x.tar', writeTar([{ name: 'repositories', content: '{}' }])),
    'IMAGE_ARCHIVE_UNKNOWN',
  ],
  ['no tar', () => put('x.tar', Buffer.alloc(5000, 'nonsense')), 'IMAGE_ARCHIVE_DAMAGED'],
  [
    'a gzip archive that breaks off',
    () => put('x.tar', compress(ociArchive(APP), 'gzip').subarray(0, 500)),
    'IMAGE_ARCHIVE_DAMAGED',
  ],
  ['an xz archive', () => put('x.tar', Buffer.from('fd377a585a0000', 'hex')), 'IMAGE_COMPRESSION_UNSUPPORTED'],
])('%s is an error', async (_what, make, code) => {
  await expect(openImages(await make())).rejects.toMatchObject({ code })
})

test('a layer that the end of the archive cuts off is an error of the layer', async () => {
  const big = buildImage(layer({ a: Buffer.alloc(50_000, 'x') }, { compress: 'none' }))
  const files = [...ociLayoutFiles([big])].toSorted(([, a], [, b]) => a.length - b.length)
  const archive = writeTar(files.map(([name, content]) => ({ name, content }))).subarray(0, -30_000)
  const { images: found, close } = await openImages(await put('a.tar', archive))
  const [image] = imagesOf(found)
  await expect(paths(image as Image)).rejects.toMatchObject({ code: 'IMAGE_SIZE_MISMATCH' })
  await close()
})

test('a docker-archive that breaks off before its list of images is said to, wherever it does', async () => {
  const archive = writeTar([
    { name: 'first.tar', content: Buffer.alloc(2000, 'x') },
    { name: 'second.tar', content: Buffer.alloc(2000, 'y') },
    { name: 'manifest.json', content: '[]' },
  ])
  for (const length of [1000, 2560, 3000, 5120]) {
    await expect(openImages(await put('a.tar', archive.subarray(0, length)))).rejects.toMatchObject({
      code: 'IMAGE_ARCHIVE_DAMAGED',
      message: expect.stringContaining('breaks off'),
    })
  }
})

test('an aborted signal ends the opening', async () => {
  const path = await put('a.tar', ociArchive(APP))
  await expect(openImages(path, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
})

test('300 damaged archives end with an error, or with images whose layers do', async () => {
  await mkdir(join(folder, 'fuzz'))
  const random = createRandom(3)
  const outcomes: string[] = []
  for (let round = 0; round < 300; round += 1) {
    const archive = mutate(round % 2 === 0 ? ociArchive(APP) : dockerArchive(APP), random)
    outcomes.push(await read(await put('fuzz/a.tar', archive)).then(() => 'OK', codeOf))
  }
  expect(
    Object.keys(countEach(outcomes)).filter((code) => !/^(?:OK|IMAGE_[A-Z_]+|FILE_[A-Z_]+|TAR_[A-Z_]+)$/.test(code)),
  ).toEqual([])
})

test('a pipe is read, and a compressed one', async () => {
  for (const compression of ['none', 'gzip'] as const) {
    const pipe = join(folder, `pipe-${compression}`)
    execFileSync('mkfifo', [pipe])
    const [{ paths: files }] = await Promise.all([read(pipe), writeFile(pipe, compress(ociArchive(APP), compression))])
    expect(files).toEqual(['/etc/a', '/etc/b'])
  }
  expect(await readdir(folder)).toEqual(['pipe-gzip', 'pipe-none'])
})

test('a pipe that nobody writes to is let go when the reading is ended', async () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  await expect(openImages(pipe, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ name: 'TimeoutError' })
})

test('a pipe gives as many bytes as it may, and not one more', async () => {
  const archive = ociArchive(APP)
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const open = (maxSpoolBytes: number) =>
    Promise.all([openImages(pipe, { spoolDir: folder, maxSpoolBytes }), writeFile(pipe, archive).catch(() => {})])
  const [{ images, close }] = await open(archive.length)
  expect(imagesOf(images)).toHaveLength(1)
  await close()
  await expect(open(archive.length - 1)).rejects.toMatchObject({ code: 'TAR_LIMIT_EXCEEDED' })
})

test.each([
  ['nowhere', ''],
  ['a file', ' > "$2"'],
])('standard input that never ends keeps no scan that is ended; its output goes to %s', async (_where, output) => {
  const script = `const { openImages } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)})
    const stop = new AbortController()
    const opening = openImages('-', { signal: stop.signal })
    setTimeout(() => stop.abort(new Error('enough')), 50)
    process.exitCode = await opening.then(() => 1, (error) => (error.message === 'enough' ? 7 : 2))`
  const child = spawn(
    '/bin/sh',
    ['-c', `exec "$0" --input-type=module -e "$1"${output}`, process.execPath, script, join(folder, 'out')],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  )
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(7)
})

test.each(['-', '/dev/stdin'])('standard input (%s), from a pipe and from a file', async (name) => {
  const path = await put('app.tar', ociArchive(APP))
  const script = `const { openImages } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)})
    const { images, close } = await openImages(${JSON.stringify(name)}, { spoolDir: ${JSON.stringify(folder)} })
    console.log(images.map(({ entity }) => entity.id).join())
    await close()`
  for (const shell of ['exec "$0" --input-type=module -e "$1" < "$2"', 'cat "$2" | "$0" --input-type=module -e "$1"']) {
    const output = execFileSync('/bin/sh', ['-c', shell, process.execPath, script, path], { encoding: 'utf8' })
    expect(output.trim()).toBe(APP.id)
  }
})

test('a folder of skopeo’s dir: is read; its manifest.json is the manifest itself', async () => {
  const skopeo = join(folder, 'dir')
  await mkdir(skopeo)
  await writeFile(join(skopeo, 'version'), 'Directory Transport Version: 1.1\n')
  await writeFile(join(skopeo, 'manifest.json'), APP.manifest)
  for (const [digest, bytes] of APP.blobs) await writeFile(join(skopeo, digest.replace('sha256:', '')), bytes)
  const { images, paths: files } = await read(skopeo)
  expect(images).toMatchObject([{ id: APP.id, name: `dir@${APP.manifestDigest}`, manifestDigest: APP.manifestDigest }])
  expect(files).toEqual(['/etc/a', '/etc/b'])
})

test.each(['{"schemaVersion":2}', '{"schemaVersion":2,"manifests":[]}', '{"manifests":null}'])(
  'a layout that names no image (%s) says so',
  async (index) => {
    await mkdir(join(folder, 'layout'))
    await writeFile(join(folder, 'layout', 'index.json'), index)
    expect((await read(join(folder, 'layout'))).found).toEqual([
      { target: 'layout', skipped: 'its index.json names no image' },
    ])
  },
)
