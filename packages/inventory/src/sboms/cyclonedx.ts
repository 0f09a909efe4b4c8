import { asObject } from '@veinmind/internal'
import type { JsonObject, Location } from '@veinmind/sdk'
import { asList, asText } from '../languages/formats.ts'
import type { PackageMeta } from '../packages/model.ts'
import { ListingBuilder } from './listing.ts'
import type { ListedPackage, SbomListing } from './listing.ts'
import { detailsOfProperties } from './own-details.ts'

const MAX_DEPTH = 32

/** Kinds of components that are no packages; some hold packages. */
const NO_PACKAGES = new Set(['file', 'data', 'device', 'container', 'cryptographic-asset', 'platform'])

/** A CycloneDX document (1.2 to 1.7): its components, also those in components. */
export function readCycloneDx(document: JsonObject): SbomListing {
  const builder = new ListingBuilder()
  const main = asObject(asObject(document['metadata'])['component'])
  addComponents([{ ...main, components: undefined }], builder, true)
  addComponents(asList(main['components']), builder)
  addComponents(asList(document['components']), builder)
  const name = asText(main['name'])
  const [version, purl] = [asText(main['version']), asText(main['purl'])]
  return builder.finish({
    format: 'cyclonedx',
    formatVersion: asText(document['specVersion']) ?? '',
    describes:
      name === undefined
        ? undefined
        : { name, ...(version === undefined ? {} : { version }), ...(purl === undefined ? {} : { purl }) },
  })
}

/** What a document is about is a package only where it has the purl of one. */
function addComponents(list: readonly unknown[], builder: ListingBuilder, isMain = false): void {
  const open = [{ list, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const inner: unknown[] = []
    for (const component of next.list.map(asObject)) {
      const properties = propertiesOf(component)
      const isHolder = isMain || NO_PACKAGES.has(asText(component['type']) ?? '')
      if (component['type'] === 'operating-system') builder.addSystem(systemOf(component, properties))
      else if (!isHolder || asText(component['purl']) !== undefined) builder.add(packageOf(component, properties))
      inner.push(...asList(component['components']))
    }
    if (inner.length === 0) continue
    if (next.depth < MAX_DEPTH) open.push({ list: inner, depth: next.depth + 1 })
    else builder.cut(`its components stand more than ${MAX_DEPTH} deep in each other`)
  }
}

function systemOf(component: JsonObject, properties: ReadonlyMap<string, string>) {
  return {
    family: properties.get('syft:distro:id') ?? asText(component['name']) ?? '',
    version: properties.get('syft:distro:versionID') ?? asText(component['version']) ?? '',
    name: properties.get('syft:distro:prettyName'),
    codename: properties.get('syft:distro:versionCodename'),
  }
}

function packageOf(component: JsonObject, properties: ReadonlyMap<string, string>): ListedPackage {
  const [group = '', name = ''] = [asText(component['group']), asText(component['name'])]
  const purl = asText(component['purl'])
  const own = detailsOfProperties(properties)
  const separator = own?.type === 'maven' || purl?.startsWith('pkg:maven/') ? ':' : '/'
  return {
    ref: asText(component['bom-ref']),
    purl,
    name: group === '' ? name : `${group}${separator}${name}`,
    version: asText(component['version']) ?? '',
    licenses: licensesOf(component['licenses']),
    places: placesOf(component, properties),
    meta: metaOf(component, own !== undefined),
    own,
    source: trivySource(properties),
  }
}

function licensesOf(value: unknown): readonly string[] {
  return asList(value).flatMap((entry) => {
    const { expression, license } = asObject(entry)
    const one = asObject(license)
    return asText(expression) ?? asText(one['id']) ?? asText(one['name']) ?? []
  })
}

/** The first of each name. */
function propertiesOf(component: JsonObject): ReadonlyMap<string, string> {
  const properties = new Map<string, string>()
  for (const { name, value } of asList(component['properties']).map(asObject)) {
    const key = asText(name)
    if (key !== undefined && !properties.has(key)) properties.set(key, asText(value) ?? '')
  }
  return properties
}

/** Files that the document gives as evidence, and those that syft and trivy say in properties. */
function placesOf(component: JsonObject, properties: ReadonlyMap<string, string>): readonly Location[] {
  const paths = asList(asObject(component['evidence'])['occurrences']).map((one) => asText(asObject(one)['location']))
  for (let index = 0; properties.has(`syft:location:${index}:path`); index += 1)
    paths.push(properties.get(`syft:location:${index}:path`))
  paths.push(properties.get('aquasecurity:trivy:FilePath'))
  return [...new Set(paths.filter((path) => path !== undefined && path !== ''))].map((path) => ({
    path: path as string,
  }))
}

/** trivy has the source package in properties, split into its parts. */
function trivySource(properties: ReadonlyMap<string, string>): ListedPackage['source'] {
  const get = (name: string): string => properties.get(`aquasecurity:trivy:${name}`) ?? ''
  const [name, version] = [get('SrcName'), get('SrcVersion')]
  if (name === '' || version === '') return undefined
  const epoch = get('SrcEpoch')
  const release = get('SrcRelease')
  return { name, version: `${epoch === '' ? '' : `${epoch}:`}${version}${release === '' ? '' : `-${release}`}` }
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
}

/** Our own documents repeat the publisher in their details. */
function metaOf(component: JsonObject, isOwn: boolean): PackageMeta {
  const [publisher, description] = [asText(component['publisher']), asText(component['description'])]
  const homepage = asList(component['externalReferences'])
    .map(asObject)
    .find((reference) => reference['type'] === 'website')?.['url']
  const digests = asList(component['hashes']).flatMap((hash) => {
    const { alg, content } = asObject(hash)
    const algorithm = ALGORITHMS[asText(alg) ?? '']
    return algorithm === undefined || asText(content) === undefined ? [] : [`${algorithm}:${asText(content)}`]
  })
  return {
    ...(publisher === undefined || isOwn ? {} : { vendor: publisher }),
    ...(description === undefined ? {} : { description }),
    ...(asText(homepage) === undefined ? {} : { homepage: asText(homepage) as string }),
    ...(digests.length === 0 ? {} : { digests }),
  }
}
