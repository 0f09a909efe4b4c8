import { asObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { asList, asText } from '../languages/formats.ts'
import type { PackageMeta } from '../packages/model.ts'
import { ListingBuilder } from './listing.ts'
import type { SbomListing } from './listing.ts'
import { detailsOfComment } from './own-details.ts'

const HOLDERS = new Set(['container', 'file', 'device', 'diskImage', 'filesystemImage'])

/** An SPDX document of version 3 (JSON-LD): its packages, and what relationships and annotations say of them. */
export function readSpdx3(document: JsonObject): SbomListing {
  const builder = new ListingBuilder()
  const elements = asList(document['@graph']).map(asObject)
  const licenses = licensesOf(elements)
  const comments = new Map<string, string>()
  for (const one of elements)
    if (one['type'] === 'Annotation') comments.set(asText(one['subject']) ?? '', asText(one['statement']) ?? '')
  const roots = new Set(
    elements.filter(({ type }) => type === 'software_Sbom').flatMap((one) => asList(one['rootElement']).map(asText)),
  )
  let describes: SbomListing['describes']
  for (const one of elements) {
    if (one['type'] !== 'software_Package') continue
    const ref = asText(one['spdxId']) ?? asText(one['@id'])
    const [name, version] = [asText(one['name']) ?? '', asText(one['software_packageVersion']) ?? '']
    const purl = purlOf(one)
    const purpose = asText(one['software_primaryPurpose']) ?? ''
    const license = licenses.get(ref ?? '')
    if (roots.has(ref))
      describes ??= { name, ...(version === '' ? {} : { version }), ...(purl === undefined ? {} : { purl }) }
    if (purpose === 'operatingSystem') builder.addSystem({ family: name, version })
    else if (purl !== undefined || !HOLDERS.has(purpose))
      builder.add({
        ref,
        purl,
        name,
        version,
        licenses: license === undefined ? [] : [license],
        meta: metaOf(one),
        own: detailsOfComment(comments.get(ref ?? '')),
      })
  }
  const created = elements.find(({ type }) => type === 'CreationInfo')
  return builder.finish({ format: 'spdx', formatVersion: asText(created?.['specVersion']) ?? '3', describes })
}

function metaOf(one: JsonObject): PackageMeta {
  const [description, homepage] = [asText(one['description']), asText(one['software_homePage'])]
  const digests = asList(one['verifiedUsing'])
    .map(asObject)
    .flatMap(({ algorithm, hashValue }) =>
      asText(algorithm) === undefined || asText(hashValue) === undefined
        ? []
        : [`${asText(algorithm)}:${asText(hashValue)}`],
    )
  return {
    ...(description === undefined ? {} : { description }),
    ...(homepage === undefined ? {} : { homepage }),
    ...(digests.length === 0 ? {} : { digests }),
  }
}

function purlOf(one: JsonObject): string | undefined {
  const identifier = asList(one['externalIdentifier'])
    .map(asObject)
    .find((each) => each['externalIdentifierType'] === 'packageUrl')?.['identifier']
  return asText(one['software_packageUrl']) ?? asText(identifier)
}

/** The licence of each package by its id: the declared one, else the concluded one. */
function licensesOf(elements: readonly JsonObject[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const one of elements) {
    const text = asText(one['simplelicensing_licenseExpression']) ?? asText(one['simplelicensing_licenseText'])
    const id = asText(one['spdxId']) ?? asText(one['@id'])
    if (text !== undefined && id !== undefined) texts.set(id, text.slice(0, 1024))
  }
  const licenses = new Map<string, string>()
  for (const wanted of ['hasDeclaredLicense', 'hasConcludedLicense'])
    for (const { relationshipType, from, to } of elements) {
      if (relationshipType !== wanted) continue
      const id = asText(from) ?? ''
      const text = asList(to)
        .map((target) => texts.get(asText(target) ?? ''))
        .find((each) => each !== undefined)
      if (text !== undefined && !licenses.has(id)) licenses.set(id, text)
    }
  return licenses
}
