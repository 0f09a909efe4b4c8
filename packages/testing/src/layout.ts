import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { digestOf } from './compress.ts'
import type { BuiltImage, Pushable } from './image.ts'
import { writeTar } from './tar-writer.ts'

/** The files of an OCI image layout with these images and indexes, by path. References become `ref.name` annotations. */
export function ociLayoutFiles(things: readonly (Pushable | BuiltImage)[]): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>([['oci-layout', json({ imageLayoutVersion: '1.0.0' })]])
  const manifests = things.flatMap((thing) => {
    const descriptor = { mediaType: thing.mediaType, digest: thing.manifestDigest, size: thing.manifest.length }
    const references = 'references' in thing ? thing.references : []
    if (references.length === 0) return [descriptor]
    return references.map((reference) => ({
      ...descriptor,
      annotations: { 'io.containerd.image.name': reference, 'org.opencontainers.image.ref.name': tagOf(reference) },
    }))
  })
  files.set('index.json', json({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests }))
  for (const thing of things) addBlobs(thing, files)
  return files
}

/** Writes an OCI image layout into `folder`, which is made. */
export async function writeOciLayout(folder: string, ...things: readonly (Pushable | BuiltImage)[]): Promise<void> {
  for (const [path, bytes] of ociLayoutFiles(things)) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
}

/** An OCI image layout as a tar archive. */
export function ociArchive(...things: readonly (Pushable | BuiltImage)[]): Uint8Array {
  return writeTar([...ociLayoutFiles(things)].map(([name, content]) => ({ name, content })))
}

/** What `docker save` wrote until version 24: `manifest.json`, configurations, and layers as plain tars. */
export function dockerArchive(...images: readonly BuiltImage[]): Uint8Array {
  const files = new Map<string, Uint8Array>()
  const manifest = images.map((image) => {
    const config = `${hex(image.id)}.json`
    files.set(config, image.configBytes)
    const layers = image.specs.map((spec) => {
      const path = `${hex(digestOf(spec.tar))}/layer.tar`
      files.set(path, spec.tar)
      return path
    })
    return { Config: config, RepoTags: image.references.length === 0 ? null : image.references, Layers: layers }
  })
  files.set('manifest.json', json(manifest))
  return writeTar([...files].map(([name, content]) => ({ name, content })))
}

function addBlobs(thing: Pushable, files: Map<string, Uint8Array>): void {
  files.set(blobPath(thing.manifestDigest), thing.manifest)
  for (const [digest, bytes] of thing.blobs) files.set(blobPath(digest), bytes)
  for (const child of thing.children ?? []) addBlobs(child, files)
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

function hex(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1)
}

function tagOf(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1)
  return name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest'
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}
