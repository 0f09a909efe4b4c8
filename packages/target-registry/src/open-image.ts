import { createImage } from '@veinmind/image'
import { toVeinmindError } from '@veinmind/sdk'
import type { Discovered, Platform } from '@veinmind/sdk/target'
import { readBlob, streamBlob } from './blob.ts'
import type { BlobOptions } from './blob.ts'
import type { RegistryClient } from './client.ts'
import { asString, parseJsonObject } from './json.ts'
import { layerUnavailable, notAnImageManifest } from './judge.ts'
import type { Descriptor } from './manifest.ts'
import { getManifest } from './manifests.ts'
import { missingPlatform, otherPlatformNote } from './platform-choice.ts'
import type { PlatformOptions } from './platform-choice.ts'
import { defaultPlatform, formatPlatform, matchesPlatform } from './platform.ts'
import type { Found } from './resolve.ts'

export interface OpenOptions extends PlatformOptions, Pick<BlobOptions, 'timeouts' | 'retry' | 'signal'> {}

const MAX_CONFIG_BYTES = 8 * 1024 * 1024

/**
 * Opens an image: its manifest and configuration are read, its layers when somebody asks for them. Throws only on
 * cancellation.
 */
export async function openImage(
  client: RegistryClient,
  repository: string,
  found: Found,
  options: OpenOptions,
): Promise<Discovered> {
  const target = found.names[0] ?? found.digest
  try {
    return await open(client, repository, { found, target, options })
  } catch (error) {
    options.signal?.throwIfAborted()
    return { target, error: toVeinmindError(error) }
  }
}

async function open(
  client: RegistryClient,
  repository: string,
  { found, target, options }: { readonly found: Found; readonly target: string; readonly options: OpenOptions },
): Promise<Discovered> {
  const { manifest, digest } =
    found.stored ?? (await getManifest(client, { repository, reference: found.digest, signal: options.signal }))
  if (manifest.kind === 'index') return { target, skipped: 'an index where the registry said that there is an image' }
  const reason = notAnImageManifest(manifest)
  if (reason !== undefined) return { target, skipped: reason }
  const config = await readBlob(client, repository, manifest.config, { ...options, max: MAX_CONFIG_BYTES })
  const platform = platformOf(config) ?? found.listed
  if (typeof options.platform === 'object' && !(platform && matchesPlatform(options.platform, platform))) {
    return missingPlatform(target, platform ? formatPlatform(platform) : 'an unknown platform', options)
  }
  const note = found.note ?? (options.platform === 'default' ? otherPlatform(platform) : undefined)
  const image = createImage({
    id: manifest.config.digest,
    name: target,
    references: found.names,
    manifestDigest: digest,
    annotations: manifest.annotations,
    ...(platform && { platform }),
    config,
    layers: manifest.layers.map((layer) => layerSource(client, repository, layer, options)),
    notes: note === undefined ? [] : [note],
  })
  return { entity: image, source: `registry (${client.host})` }
}

function layerSource(client: RegistryClient, repository: string, layer: Descriptor, options: OpenOptions) {
  const unavailable = layerUnavailable(layer)
  const { timeouts, retry } = options
  const limits = { ...(timeouts && { timeouts }), ...(retry && { retry }) }
  return {
    digest: layer.digest,
    size: layer.size,
    mediaType: layer.mediaType,
    ...(unavailable !== undefined && { unavailable }),
    // The digest is the reader's to verify, as the contract of `Layer` says: it is not computed twice.
    open: ({ signal }: { readonly signal?: AbortSignal } = {}) =>
      Promise.resolve(streamBlob(client, repository, layer, { ...limits, signal })),
  }
}

function otherPlatform(platform: Platform | undefined): string | undefined {
  const wanted = defaultPlatform()
  if (!platform) return 'the image does not say which platform it is for'
  return matchesPlatform(wanted, platform) ? undefined : otherPlatformNote(wanted, platform)
}

/** The platform by the configuration; `crane append` and others leave it empty. */
function platformOf(config: Uint8Array): Platform | undefined {
  const document = parseJsonObject(config)
  const os = asString(document?.['os']) ?? ''
  const architecture = asString(document?.['architecture']) ?? ''
  const variant = asString(document?.['variant']) ?? ''
  return os === '' || architecture === '' ? undefined : { os, architecture, ...(variant !== '' && { variant }) }
}
