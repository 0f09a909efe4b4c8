import { baseName, parentPath } from '@veinmind/sdk'
import { decodeName } from '@veinmind/sdk/target'
import { compress } from './compress.ts'
import type { Compression } from './compress.ts'
import { writeTar } from './tar-writer.ts'
import type { TarEntry } from './tar-writer.ts'

/** A file of a layer: its content, or all that can be said of it. */
export type FileSpec = string | Uint8Array | FileDetails

/** All that can be said of a file of a layer. Numbers are 0 and texts empty unless given; the mode has the usual default. */
export interface FileDetails {
  readonly content?: string | Uint8Array
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly userName?: string
  readonly groupName?: string
  readonly mtime?: number
  readonly xattrs?: Readonly<Record<string, Uint8Array>>
  /** Target of a symbolic link. */
  readonly symlink?: string
  /** Name of an earlier file of the layer. */
  readonly hardLink?: string
  readonly directory?: true
  readonly fifo?: true
  readonly device?: { readonly type: 'character' | 'block'; readonly major: number; readonly minor: number }
}

/** A layer to build an image from. */
export interface LayerSpec {
  readonly kind: 'layer'
  readonly tar: Uint8Array
  /** The layer as it is stored. */
  readonly stored: Uint8Array
  readonly compression: Compression
  /** Its entries in order; absent when it was made from raw bytes. */
  readonly entries?: readonly TarEntry[]
  readonly createdBy: string
}

/** What can be said of a layer besides its files. */
export interface LayerOptions {
  /** The `created_by` of the history step that made it. */
  readonly createdBy?: string
  /** Default: gzip. */
  readonly compress?: Compression
}

/**
 * A layer that holds exactly these files, in this order; folders only where they are named. Names are written as they
 * stand (`var/www/a.php`), so hostile ones can be written too.
 */
export function layer(files: Readonly<Record<string, FileSpec>>, options: LayerOptions = {}): LayerSpec {
  return layerOfEntries(
    Object.entries(files).map(([name, spec]) => toTarEntry(name, spec)),
    options,
  )
}

/** A layer of entries, for what `layer` cannot say: names that are not UTF-8, names that come twice, headers that lie. */
export function layerOfEntries(entries: readonly TarEntry[], options: LayerOptions = {}): LayerSpec {
  return { ...layerOfTar(writeTar(entries), options), entries }
}

/**
 * A layer of the bytes of a tar stream, well formed or not; `stored` replaces what compression would give. The `entries()` of
 * an image built from it throw: only a real reader can tell them.
 */
export function layerOfTar(tar: Uint8Array, options: LayerOptions & { readonly stored?: Uint8Array } = {}): LayerSpec {
  const compression = options.compress ?? 'gzip'
  return {
    kind: 'layer',
    tar,
    stored: options.stored ?? compress(tar, compression),
    compression,
    createdBy: options.createdBy ?? '',
  }
}

/** Whiteouts that delete `paths` of lower layers. */
export function remove(...paths: readonly string[]): Readonly<Record<string, FileSpec>> {
  return Object.fromEntries(paths.map((path) => [join(path, `.wh.${baseName(path)}`), '']))
}

/** Marks that hide everything that lower layers have in the folders `paths`. */
export function opaque(...paths: readonly string[]): Readonly<Record<string, FileSpec>> {
  return Object.fromEntries(paths.map((path) => [`${path}/.wh..wh..opq`, '']))
}

function join(path: string, name: string): string {
  if (!path.includes('/')) return name
  const parent = parentPath(path)
  return parent === '/' ? name : `${parent}/${name}`
}

function toTarEntry(name: string, spec: FileSpec): TarEntry {
  if (typeof spec === 'string') return { name, content: Buffer.from(spec, 'utf8') }
  if (spec instanceof Uint8Array) return { name, content: spec }
  const { symlink, directory, fifo, device, content, ...rest } = spec
  return {
    ...rest,
    name: directory && !name.endsWith('/') ? `${name}/` : name,
    ...(content === undefined ? {} : { content: typeof content === 'string' ? Buffer.from(content, 'utf8') : content }),
    ...(symlink === undefined ? {} : { linkTarget: symlink }),
    ...(directory ? { type: 'directory' } : {}),
    ...(fifo ? { type: 'fifo' } : {}),
    ...(device ? { type: device.type, device: { major: device.major, minor: device.minor } } : {}),
  }
}

/** The text of a name, whichever way it was given. */
export function nameText(name: string | Uint8Array): string {
  return typeof name === 'string' ? name : decodeName(name)
}
