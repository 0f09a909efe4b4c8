import { createHash } from 'node:crypto'
import { isObject } from '@veinmind/internal'
import { MAX_JSON, member, parseJsonObject } from '../image/json.ts'
import type { FileStore } from './file-store.ts'

const MANIFEST = 'manifest.json'
const INDEX = 'index.json'
const BLOB = /^blobs\/([a-z0-9]+)\/([0-9a-f]+)$/

/**
 * What `skopeo copy … dir:<folder>` writes, as an OCI layout; undefined for what is none. Its `manifest.json` is the manifest
 * itself; blobs have the hexadecimal digits of their digest as name, those of another algorithm than SHA-256 have it in front,
 * and manifests of other platforms end in `.manifest.json` (containers/image, directory transport).
 */
export async function asLayout(store: FileStore): Promise<FileStore | undefined> {
  const manifest = await readManifest(store)
  if (manifest === undefined) return undefined
  const hex = createHash('sha256').update(manifest).digest('hex')
  const index = Buffer.from(
    JSON.stringify({ schemaVersion: 2, manifests: [{ digest: `sha256:${hex}`, size: manifest.length }] }),
  )
  const placeOf = async (path: string): Promise<string> => {
    const [, algorithm, digits = ''] = BLOB.exec(path) ?? []
    if (algorithm === undefined) return path
    if (algorithm === 'sha256' && digits === hex) return MANIFEST
    const name = algorithm === 'sha256' ? digits : `${algorithm}-${digits}`
    return (await store.size(name)) === undefined ? `${name}.manifest.json` : name
  }
  return {
    size: async (path) => (path === INDEX ? index.length : store.size(await placeOf(path))),
    read: async (path, max) => (path === INDEX ? index : store.read(await placeOf(path), max)),
    open: async (path, options) => store.open(await placeOf(path), options),
    close: () => store.close(),
  }
}

/** The manifest of one image, or their list; undefined for what a docker archive has under this name. */
async function readManifest(store: FileStore): Promise<Buffer | undefined> {
  if ((await store.size('version')) === undefined) return undefined
  const bytes = await store.read(MANIFEST, MAX_JSON)
  if (!bytes.toString('latin1', 0, 100).trimStart().startsWith('{')) return undefined
  const manifest = parseJsonObject(MANIFEST, bytes)
  return isObject(manifest) && member(manifest, 'schemaVersion') !== undefined ? bytes : undefined
}
