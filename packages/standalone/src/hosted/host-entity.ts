import { createImage, createLayer } from '@veinmind/image'
import type { LayerSource } from '@veinmind/image'
import { ENTITY_NAMESPACE } from '@veinmind/internal/services'
import { VeinmindError } from '@veinmind/sdk'
import type { Container, Entity, FileSystem, Image, JsonObject, Machine, Sbom } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import type { ServiceClient } from '@veinmind/internal/wire'
import { createHostCluster } from './host-cluster.ts'
import { createHostFiles } from './host-files.ts'

type Description = Readonly<Record<string, unknown>>

/** The entity that the host hands over, wherever it has it from: its layers are read through the host. */
export async function* discoverHostEntity(client: ServiceClient): AsyncGenerator<Discovered> {
  const [described] = await client.call(ENTITY_NAMESPACE, 'describe')
  const files = createHostFiles(client)
  try {
    yield { entity: checkEntity(described as Description, { client, files: files.files }) }
  } finally {
    await files.close()
  }
}

interface HostTools {
  readonly client: ServiceClient
  readonly files: FileSystem
}

function checkEntity(described: Description, tools: HostTools): Entity {
  try {
    const { facts, incomplete } = described
    return {
      ...toEntity(described, tools),
      ...(facts ? { facts: facts as Record<string, unknown> } : {}),
      ...(Array.isArray(incomplete) ? { incomplete: incomplete as readonly string[] } : {}),
    }
  } catch (error) {
    if (error instanceof VeinmindError) throw error
    throw new VeinmindError(
      'HOST_ENTITY_INVALID',
      `what the host hands over cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

function toEntity(described: Description, { client, files }: HostTools): Entity {
  const { kind, id, name } = described
  if (kind === 'image') return toImage(described, client)
  if (kind === 'container') return toContainer(described, client)
  if (kind === 'iac') {
    const { path, type, content, lineUrl } = described
    return {
      kind,
      id: String(id),
      name: String(name),
      path: String(path),
      bytes: Buffer.from(String(content), 'base64'),
      ...(typeof type === 'string' ? { type } : {}),
      ...(typeof lineUrl === 'string' ? { lineUrl: (line) => lineUrl.replaceAll('{line}', String(line)) } : {}),
    }
  }
  if (kind === 'cluster') return createHostCluster(described, client)
  if (kind === 'host') {
    const { machine, root } = described
    return {
      kind,
      id: String(id),
      name: String(name),
      machine: machine as Machine,
      files,
      ...(root ? { root: createLayer(toSource(root as Description, 0, client), 0) } : {}),
    }
  }
  if (kind === 'sbom') {
    const { format, formatVersion, describes, notes } = described
    return {
      kind,
      id: String(id),
      name: String(name),
      format: String(format),
      formatVersion: String(formatVersion),
      ...(describes ? { describes: describes as NonNullable<Sbom['describes']> } : {}),
      ...(Array.isArray(notes) ? { notes: notes as readonly string[] } : {}),
    }
  }
  throw new VeinmindError(
    'HOST_ENTITY_UNKNOWN',
    `the host hands over a ${String(kind)}, which this plugin cannot take from a host`,
  )
}

function toImage(
  { id, name, references, manifestDigest, platform, config, layers, notes }: Description,
  client: ServiceClient,
): Image {
  return createImage({
    id: String(id),
    name: String(name),
    references: references as readonly string[],
    ...(typeof manifestDigest === 'string' ? { manifestDigest } : {}),
    platform: platform as Image['platform'],
    config: Buffer.from(JSON.stringify(config)),
    layers: (layers as readonly Description[]).map((layer, index) => toSource(layer, index, client)),
    ...(Array.isArray(notes) ? { notes: notes as readonly string[] } : {}),
  })
}

function toContainer({ image, changes, config, ...rest }: Description, client: ServiceClient): Container {
  const below = image ? toImage(image as Description, client) : undefined
  const index = below?.layers.length ?? 0
  return {
    ...(rest as unknown as Container),
    raw: config as JsonObject,
    ...(below ? { image: below } : {}),
    ...(changes ? { changes: createLayer(toSource(changes as Description, index, client), index) } : {}),
  }
}

function toSource(described: Description, index: number, client: ServiceClient): LayerSource {
  return {
    ...(described as unknown as Omit<LayerSource, 'open'>),
    open: async ({ signal } = {}) => {
      const [handle = 0] = await client.call(ENTITY_NAMESPACE, 'openLayer', index)
      return readParts(client, Number(handle), signal)
    },
  }
}

/** The next part is asked for while one is worked on. */
async function* readParts(
  client: ServiceClient,
  handle: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const ask = () => client.call(ENTITY_NAMESPACE, 'readLayer', handle)
  let isDone = false
  try {
    for (let next = ask(); ;) {
      const [part] = await next
      if (typeof part !== 'string') break
      signal?.throwIfAborted()
      next = ask()
      next.catch(() => {})
      yield Buffer.from(part, 'base64')
    }
    isDone = true
  } finally {
    if (!isDone) await client.call(ENTITY_NAMESPACE, 'closeLayer', handle).catch(() => {})
  }
}
