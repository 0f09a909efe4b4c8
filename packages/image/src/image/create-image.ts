import type { Image, Layer } from '@veinmind/sdk'
import type { OpenLayerOptions, Platform } from '@veinmind/sdk/target'
import { sha256 } from '../digest.ts'
import { layerEntries } from '../layer/layer-entries.ts'
import { parseImageConfig } from './image-config.ts'

/** A layer as its source knows it. */
export interface LayerSource {
  readonly digest: string
  /** By default what the configuration says. */
  readonly diffId?: string
  /** Bytes as stored; 0 when they are not known. */
  readonly size: number
  readonly mediaType: string
  readonly unavailable?: string
  readonly trustedDiffId?: boolean
  open(options?: OpenLayerOptions): Promise<AsyncIterable<Uint8Array>>
}

export interface ImageParts {
  /** By default the digest of the configuration. */
  readonly id?: string
  readonly name: string
  readonly references: readonly string[]
  readonly manifestDigest?: string
  /** Of its manifest. */
  readonly annotations?: Readonly<Record<string, string>>
  /** What the index says; by default what the configuration says. */
  readonly platform?: Platform
  /** The bytes of the configuration document, verified by the caller. */
  readonly config: Uint8Array
  /** Lowest first. */
  readonly layers: readonly LayerSource[]
  readonly notes?: readonly string[]
  readonly close?: () => Promise<void>
}

/** An image from the parts that a source has; throws `IMAGE_JSON_INVALID` for a configuration that cannot be read. */
export function createImage(parts: ImageParts): Image {
  const { config, platform, history, diffIds, notes } = parseImageConfig(parts.config, parts.layers.length)
  return {
    kind: 'image',
    id: parts.id ?? sha256(parts.config),
    name: parts.name,
    references: parts.references,
    ...(parts.manifestDigest === undefined ? {} : { manifestDigest: parts.manifestDigest }),
    ...(parts.annotations === undefined ? {} : { annotations: parts.annotations }),
    platform: parts.platform ?? platform,
    config,
    history,
    layers: parts.layers.map((source, index) =>
      createLayer({ ...source, diffId: source.diffId ?? diffIds[index] ?? '' }, index),
    ),
    notes: [...(parts.notes ?? []), ...notes],
    ...(parts.close === undefined ? {} : { close: parts.close }),
  }
}

/** A layer whose entries can be read; for sources that have layers without an image, such as a container's changes. */
export function createLayer(source: LayerSource, index: number): Layer {
  const { digest, diffId = '', size, mediaType, unavailable, trustedDiffId } = source
  const layer: Layer = {
    index,
    digest,
    diffId,
    size,
    mediaType,
    ...(unavailable === undefined ? {} : { unavailable }),
    ...(trustedDiffId === undefined ? {} : { trustedDiffId }),
    open: (options) => source.open(options),
    entries: (options) => layerEntries(layer, options),
  }
  return layer
}
