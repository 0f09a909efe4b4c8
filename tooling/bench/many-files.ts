import { createHash } from 'node:crypto'
import { createWriteStream, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { writeTar } from '@veinmind/testing'
import { figure } from './result.ts'
import type { Result } from './result.ts'
import type { Subject } from './subject.ts'

const FILES_A_FOLDER = 1000

/** A layer of three million tiny files. */
export async function benchManyFiles({ folder, scanCold }: Subject): Promise<Result[]> {
  const layout = join(folder, 'many-files')
  await writeLayout(layout, 3_000_000)
  const { seconds, mebibytes } = await scanCold('scan', 'image', layout)
  return [
    figure(`memory of a scan of 3 million tiny files in one layer (${Math.round(seconds)} s)`, mebibytes, {
      most: 1024,
      unit: 'MiB',
    }),
  ]
}

/** An OCI layout of one layer of `files` tiny files, a multiple of 1,000. The tar is made as a stream: it may be gigabytes. */
export async function writeLayout(layout: string, files: number): Promise<void> {
  const blobs = join(layout, 'blobs', 'sha256')
  mkdirSync(blobs, { recursive: true })
  const diff = createHash('sha256')
  const stored = createHash('sha256')
  let size = 0
  const layer = join(blobs, 'layer')
  await pipeline(
    Readable.from(tarChunks(files)),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        diff.update(chunk)
        yield chunk
      }
    },
    createGzip({ level: 1, chunkSize: 1 << 20 }),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        stored.update(chunk)
        size += chunk.length
        yield chunk
      }
    },
    createWriteStream(layer),
  )
  const digest = stored.digest('hex')
  renameSync(layer, join(blobs, digest))
  const diffIds = [`sha256:${diff.digest('hex')}`]
  const config = writeBlob(blobs, {
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: diffIds },
    config: {},
  })
  const manifest = writeBlob(blobs, {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: `sha256:${digest}`, size }],
  })
  const entry = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    ...manifest,
    annotations: { 'org.opencontainers.image.ref.name': 'many' },
  }
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }))
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
}

function* tarChunks(files: number): Generator<Uint8Array> {
  const content = Buffer.from('x')
  for (let first = 0; first < files; first += FILES_A_FOLDER) {
    const folder = `srv/${first / FILES_A_FOLDER}`
    const entries = Array.from({ length: FILES_A_FOLDER }, (_, at) => ({
      name: `${folder}/file-${first + at}`,
      content,
    }))
    const tar = writeTar(entries)
    // Without the end mark, which comes once.
    yield tar.subarray(0, FILES_A_FOLDER * 1024)
  }
  yield new Uint8Array(1024)
}

function writeBlob(folder: string, value: unknown): { readonly digest: string; readonly size: number } {
  const bytes = Buffer.from(JSON.stringify(value))
  const digest = createHash('sha256').update(bytes).digest('hex')
  writeFileSync(join(folder, digest), bytes)
  return { digest: `sha256:${digest}`, size: bytes.length }
}
