import type { Image, JsonObject } from '@veinmind/sdk'

/** What the original's event does not say about an image. */
export function imageFacts(image: Image): JsonObject {
  const { config, layers, history, platform } = image
  return {
    id: image.id,
    digest: image.manifestDigest,
    platform: { ...platform },
    created: config.created,
    user: config.user,
    shell: config.shell,
    exposed_ports: config.exposedPorts,
    volumes: config.volumes,
    labels: { ...config.labels },
    on_build: config.onBuild,
    stop_signal: config.stopSignal,
    healthcheck: config.healthcheck,
    size: layers.reduce((sum, { size }) => sum + size, 0),
    layers: layers.map(({ index, digest, diffId, size, mediaType, unavailable }) => ({
      index,
      digest,
      diff_id: diffId,
      size,
      media_type: mediaType,
      unavailable,
    })),
    history: history.map(({ index, createdBy, created, comment, author, layer }) => ({
      index,
      created_by: createdBy,
      created,
      comment,
      author,
      layer,
    })),
    notes: image.notes,
  }
}
