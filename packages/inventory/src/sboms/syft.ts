import { asObject } from '@veinmind/internal'
import type { JsonObject, Location } from '@veinmind/sdk'
import { asList, asText } from '../languages/formats.ts'
import { ListingBuilder } from './listing.ts'
import type { ListedPackage, SbomListing } from './listing.ts'

/** A document of syft's own format: artifacts, the distribution, and which package has the files of which. */
export function readSyft(document: JsonObject): SbomListing {
  const builder = new ListingBuilder()
  const source = asObject(document['source'])
  const layers = new Map(
    asList(asObject(source['metadata'])['layers']).map((layer, index) => [asText(asObject(layer)['digest']), index]),
  )
  const distro = asObject(document['distro'])
  const family = asText(distro['id']) ?? ''
  if (family !== '')
    builder.addSystem({
      family,
      version: asText(distro['versionID']) ?? '',
      name: asText(distro['prettyName']),
      codename: asText(distro['versionCodename']),
    })
  for (const artifact of asList(document['artifacts']).map(asObject)) builder.add(packageOf(artifact, layers))
  for (const { parent, child, type } of asList(document['artifactRelationships']).map(asObject))
    if (type === 'ownership-by-file-overlap') builder.own(asText(child), asText(parent))
  const name = asText(source['name'])
  const version = asText(source['version'])
  return builder.finish({
    format: 'syft',
    formatVersion: asText(asObject(document['schema'])['version']) ?? '',
    describes: name === undefined ? undefined : { name, ...(version === undefined ? {} : { version }) },
  })
}

function packageOf(artifact: JsonObject, layers: ReadonlyMap<string | undefined, number>): ListedPackage {
  return {
    ref: asText(artifact['id']),
    purl: asText(artifact['purl']) || undefined,
    name: asText(artifact['name']) ?? '',
    version: asText(artifact['version']) ?? '',
    licenses: asList(artifact['licenses']).flatMap((license) => {
      const { spdxExpression, value } = asObject(license)
      return asText(license) ?? (asText(spdxExpression) || asText(value)) ?? []
    }),
    places: placesOf(asList(artifact['locations']).map(asObject), layers),
  }
}

/** Where its description stands; files that support it, such as lists and texts of licences, are no places. */
function placesOf(
  locations: readonly JsonObject[],
  layers: ReadonlyMap<string | undefined, number>,
): readonly Location[] {
  const primary = locations.filter(({ annotations }) => asObject(annotations)['evidence'] === 'primary')
  return (primary.length > 0 ? primary : locations).flatMap(({ path, layerID }) => {
    const digest = asText(layerID)
    const index = layers.get(digest)
    const layer = digest === undefined || index === undefined ? {} : { layer: { index, digest } }
    return asText(path) === undefined ? [] : [{ path: asText(path) as string, ...layer }]
  })
}
