import type { Container, Entity, IacFile, Image, Json, JsonObject, Layer } from '@veinmind/sdk'

/** What an entity is without its content: what every entity has, and what its kind has. */
export function describeEntity(entity: Entity): Json {
  const { facts, incomplete } = entity
  return {
    ...describeKind(entity),
    ...(facts ? { facts: JSON.parse(JSON.stringify(facts)) as Json } : {}),
    ...(incomplete ? { incomplete } : {}),
  }
}

function describeKind(entity: Entity): JsonObject {
  if (entity.kind === 'image') return describeImage(entity)
  if (entity.kind === 'container') return describeContainer(entity)
  const { kind, id, name } = entity
  if (kind === 'iac') {
    const { path, type, bytes } = entity
    return { kind, id, name, path, type, content: Buffer.from(bytes).toString('base64'), lineUrl: lineUrlOf(entity) }
  }
  if (kind === 'host') {
    const { machine, root } = entity
    return { kind, id, name, machine: JSON.parse(JSON.stringify(machine)) as Json, root: root && describeLayer(root) }
  }
  if (kind === 'sbom') {
    const { format, formatVersion, describes, notes } = entity
    return { kind, id, name, format, formatVersion, describes: describes && { ...describes }, notes }
  }
  return { kind, id, name, version: entity.version }
}

/** A line number that stands nowhere else in an address. */
const LINE = 987_654_321

/** The address of a line of the file, with `{line}` for its number. */
function lineUrlOf(file: IacFile): string | undefined {
  return file.lineUrl?.(LINE).replaceAll(String(LINE), '{line}')
}

/** The layers of an entity as they are counted in `openLayer`: the image's, then the container's own. */
export function layersOf(entity: Entity): readonly Layer[] {
  if (entity.kind === 'image') return entity.layers
  if (entity.kind === 'host') return entity.root ? [entity.root] : []
  if (entity.kind !== 'container') return []
  return [...(entity.image?.layers ?? []), ...(entity.changes ? [entity.changes] : [])]
}

function describeImage({
  kind,
  id,
  name,
  references,
  manifestDigest,
  platform,
  config,
  history,
  layers,
  notes,
}: Image): JsonObject {
  return {
    kind,
    id,
    name,
    references,
    manifestDigest,
    platform: { ...platform },
    config: config.raw,
    history: history.map((step) => ({ ...step })),
    layers: layers.map(describeLayer),
    notes,
  }
}

function describeContainer(container: Container): JsonObject {
  const { image, changes, raw } = container
  const plain = JSON.parse(
    JSON.stringify({ ...container, image: undefined, changes: undefined, raw: undefined, native: undefined }),
  ) as JsonObject
  return { ...plain, config: raw, image: image && describeImage(image), changes: changes && describeLayer(changes) }
}

function describeLayer({ index, digest, diffId, size, mediaType, unavailable, trustedDiffId }: Layer): JsonObject {
  return { index, digest, diffId, size, mediaType, unavailable, trustedDiffId }
}
