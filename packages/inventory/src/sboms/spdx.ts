import { asObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { asList, asText } from '../languages/formats.ts'
import type { PackageMeta } from '../packages/model.ts'
import { ListingBuilder } from './listing.ts'
import type { ListedPackage, SbomListing } from './listing.ts'
import { detailsOfComment } from './own-details.ts'

/** What SPDX writes where it knows nothing. */
const NOTHING = new Set(['NOASSERTION', 'NONE', ''])

/** Purposes of elements that an SPDX document may describe and that are no packages themselves. */
const HOLDERS = new Set(['CONTAINER', 'FILE', 'DEVICE'])

/** An SPDX document of version 2 as JSON. */
export function readSpdx2(document: JsonObject): SbomListing {
  const builder = new ListingBuilder()
  const texts = licenseTexts(asList(document['hasExtractedLicensingInfos']))
  const relationships = asList(document['relationships']).map(asObject)
  const described = new Set([
    ...asList(document['documentDescribes']).map(asText),
    ...relationships
      .filter((one) => one['relationshipType'] === 'DESCRIBES')
      .map((one) => asText(one['relatedSpdxElement'])),
  ])
  let describes: SbomListing['describes']
  for (const entry of asList(document['packages']).map(asObject)) {
    const purpose = (asText(entry['primaryPackagePurpose']) ?? '').replace('_', '-')
    const one = packageOf2(entry, texts)
    // What the document is about is an image or a folder, unless it has a purl of a package.
    if (described.has(one.ref)) describes ??= describedAs(one)
    if (purpose === 'OPERATING-SYSTEM') builder.addSystem({ family: one.name, version: one.version })
    else if (one.purl !== undefined || !HOLDERS.has(purpose)) builder.add(one)
  }
  for (const { spdxElementId, relatedSpdxElement, comment } of relationships)
    if (asText(comment)?.startsWith('ownership-by-file-overlap'))
      builder.own(asText(relatedSpdxElement), asText(spdxElementId))
  return builder.finish({
    format: 'spdx',
    formatVersion: (asText(document['spdxVersion']) ?? '').replace('SPDX-', ''),
    describes,
  })
}

function packageOf2(entry: JsonObject, texts: ReadonlyMap<string, string>): ListedPackage {
  const references = asList(entry['externalRefs']).map(asObject)
  const purl = references.find((reference) => reference['referenceType'] === 'purl')?.['referenceLocator']
  const own = asList(entry['annotations'])
    .map((annotation) => detailsOfComment(asObject(annotation)['comment']))
    .find((details) => details !== undefined)
  return {
    ref: asText(entry['SPDXID']),
    purl: asText(purl),
    name: asText(entry['name']) ?? '',
    version: asText(entry['versionInfo']) ?? '',
    licenses: knownLicense([asText(entry['licenseConcluded']), asText(entry['licenseDeclared'])], texts),
    places: filePlaces(asText(entry['sourceInfo'])),
    meta: metaOf(entry),
    own,
  }
}

function metaOf(entry: JsonObject): PackageMeta {
  const [description, homepage] = [asText(entry['description']), asText(entry['homepage'])]
  const digests = asList(entry['checksums'])
    .map(asObject)
    .flatMap(({ algorithm, checksumValue }) =>
      asText(algorithm) === undefined || asText(checksumValue) === undefined
        ? []
        : [`${asText(algorithm)?.toLowerCase()}:${asText(checksumValue)}`],
    )
  return {
    ...(description === undefined ? {} : { description }),
    ...(homepage === undefined || NOTHING.has(homepage) ? {} : { homepage }),
    ...(digests.length === 0 ? {} : { digests }),
  }
}

/** `acquired package info from …: /app/package-lock.json, /x`, as syft writes it. */
function filePlaces(info: string | undefined): ListedPackage['places'] {
  const [, list] = /^acquired package info from [^:]{1,200}: (\/.{1,100000})$/s.exec(info ?? '') ?? []
  return list
    ?.split(', ')
    .slice(0, 1000)
    .map((path) => ({ path }))
}

function describedAs({ name, version, purl }: ListedPackage): SbomListing['describes'] {
  return { name, ...(version === '' ? {} : { version }), ...(purl === undefined ? {} : { purl }) }
}

/** Licences of a document's own by their ids. */
function licenseTexts(infos: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(
    infos.map(asObject).map(({ licenseId, name, extractedText }) => {
      const text = [name, extractedText].map(asText).find((each) => each !== undefined && !NOTHING.has(each)) ?? ''
      return [asText(licenseId) ?? '', text.slice(0, 1024)] as const
    }),
  )
}

/** The first that says something; a reference to a text of the document is that text. */
function knownLicense(
  licenses: readonly (string | undefined)[],
  texts: ReadonlyMap<string, string>,
): readonly string[] {
  const first = licenses.find((text) => text !== undefined && !NOTHING.has(text))
  return first === undefined ? [] : [texts.get(first) || first]
}

/** An SPDX document of version 2 as text: `Tag: value`, a package from `PackageName` on. */
export function readSpdxText(text: string): SbomListing {
  const builder = new ListingBuilder()
  const texts = new Map<string, string>()
  let version = ''
  let documentName: string | undefined
  let fields = new Map<string, string>()
  const end = (): void => {
    const get = (tag: string): string => fields.get(tag) ?? ''
    const purpose = get('PrimaryPackagePurpose').replace('_', '-')
    if (purpose === 'OPERATING-SYSTEM')
      builder.addSystem({ family: get('PackageName'), version: get('PackageVersion') })
    else if (fields.has('PackageName') && (fields.has('purl') || !HOLDERS.has(purpose)))
      builder.add({
        ref: fields.get('SPDXID'),
        purl: fields.get('purl'),
        name: get('PackageName'),
        version: get('PackageVersion'),
        licenses: knownLicense([get('PackageLicenseConcluded'), get('PackageLicenseDeclared')], texts),
        places: filePlaces(fields.get('PackageSourceInfo')?.replace(/^<text>|<\/text>$/g, '')),
      })
    fields = new Map()
  }
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 100_000) {
      builder.cut('a line in it is too long')
      continue
    }
    const [, tag = '', value = ''] = /^([A-Za-z]{2,60}):[ \t]*(\S.*)$/.exec(line.trimEnd()) ?? []
    if (tag === 'SPDXVersion') version = value.replace('SPDX-', '')
    else if (tag === 'DocumentName') documentName = value
    if (tag === 'PackageName' || tag === 'FileName' || tag === 'SnippetSPDXID' || tag === 'LicenseID') end()
    const [, purl] = /^PACKAGE[-_]MANAGER purl (\S+)$/.exec(tag === 'ExternalRef' ? value : '') ?? []
    if (purl !== undefined) fields.set('purl', purl)
    else if (tag !== '' && !fields.has(tag)) fields.set(tag, value)
    const [, from, to] = /^(\S+) OTHER (\S+)$/.exec(tag === 'Relationship' ? value : '') ?? []
    if (from !== undefined) fields.set('Relationship', `${from} ${to}`)
    if (tag === 'RelationshipComment' && value.includes('ownership-by-file-overlap')) {
      const [parent, child] = (fields.get('Relationship') ?? '').split(' ')
      builder.own(child, parent)
    }
  }
  end()
  const describes = documentName === undefined ? undefined : { name: documentName.slice(0, 1024) }
  return builder.finish({ format: 'spdx', formatVersion: version, describes })
}
