import type { JsonObject } from '@veinmind/sdk'
import { formatLicense, parseLicense } from '@veinmind/sdk/licenses'
import { jsonPieces } from '../../text/json-text.ts'
import { uuidOf } from '../../text/uuid.ts'
import type { InventoryItem, Report } from '../../model/model.ts'
import type { Renderer } from '../renderer.ts'
import {
  contentKey,
  digestsOf,
  httpUrl,
  imagePurl,
  isPlainLicense,
  metaText,
  restOfMeta,
  subjectsOf,
  whyIncomplete,
} from './subject.ts'
import type { Subject } from './subject.ts'

/** A bill of materials of CycloneDX 1.6 or 1.7 (https://cyclonedx.org): one target is its subject, several are components with their own. */
export function cycloneDx(specVersion: '1.6' | '1.7'): Renderer {
  return {
    render: (report) => [...jsonPieces(document(report, specVersion))].join(''),
    pieces: (report) => jsonPieces(document(report, specVersion)),
  }
}

function document(report: Report, specVersion: string): JsonObject {
  const subjects = subjectsOf(report)
  const [only] = subjects
  const isOne = subjects.length === 1 && only !== undefined
  const parts = subjects.map((subject, index) => partsOf(subject, isOne ? '' : `${index + 1}/`))
  const { tool } = report
  return {
    $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion,
    serialNumber: `urn:uuid:${uuidOf(contentKey(subjects))}`,
    version: 1,
    metadata: {
      timestamp: report.finishedAt,
      tools: { components: [{ type: 'application', name: tool.name, version: tool.version }] },
      ...(isOne ? { component: parts[0]?.root ?? {} } : {}),
    },
    components: isOne
      ? (parts[0]?.components ?? [])
      : parts.map(({ root, components }) => ({ ...root, components: [...components] })),
    dependencies: parts.flatMap(({ root, components }) => [
      { ref: refOf(root), dependsOn: components.map(refOf).toSorted() },
    ]),
    compositions: subjects.map((subject, index) => ({
      aggregate: whyIncomplete(report, subject) === undefined ? 'unknown' : 'incomplete',
      assemblies: parts.slice(index, index + 1).map(({ root }) => refOf(root)),
    })),
    ...withReasons(report, subjects),
  }
}

/** Why lists may lack something, for a person who looks. */
function withReasons(report: Report, subjects: readonly Subject[]): JsonObject {
  const properties = subjects.flatMap((subject) => {
    const reason = whyIncomplete(report, subject)
    return reason === undefined ? [] : [property('veinmind:incomplete', `${subject.target.name}: ${reason}`)]
  })
  return properties.length === 0 ? {} : { properties }
}

type Component = JsonObject & { readonly 'bom-ref': string }

interface Parts {
  readonly root: Component
  readonly components: readonly Component[]
}

/** A target and what it holds; references of one target begin with what tells it from others. */
function partsOf(subject: Subject, prefix: string): Parts {
  const { target, packages, system, digest } = subject
  const purl = imagePurl(subject)
  const root: Component = {
    type: 'container',
    'bom-ref': `${prefix}${digest ?? target.id}`,
    name: target.name,
    ...(digest === undefined ? {} : { version: digest }),
    ...(purl === undefined ? {} : { purl }),
    properties: [
      ...target.references.map((reference) => property('veinmind:reference', reference)),
      ...(target.platform === undefined
        ? []
        : [property('veinmind:platform', `${target.platform.os}/${target.platform.architecture}`)]),
      ...(target.layers ?? []).flatMap(({ index, digest: layer, diffId }) => [
        property(`veinmind:layer:${index}:digest`, layer),
        property(`veinmind:layer:${index}:diff-id`, diffId),
      ]),
    ],
  }
  const own = system && {
    type: 'operating-system',
    'bom-ref': `${prefix}os:${system.family}@${system.version}`,
    name: system.family,
    ...(system.version === '' ? {} : { version: system.version }),
  }
  return { root, components: [...(own ? [own] : []), ...packages.map((item) => componentOf(item, prefix))] }
}

function componentOf(item: InventoryItem, prefix: string): Component {
  const [group, name] = splitName(item)
  const [publisher, description] = [
    metaText(item, 'vendor') ?? metaText(item, 'maintainer'),
    metaText(item, 'description'),
  ]
  const homepage = httpUrl(metaText(item, 'homepage'))
  const paths = [...new Set(item.places.map(({ path }) => path).filter((path) => path !== undefined))]
  const hashes = digestsOf(item)
  return {
    type: 'library',
    'bom-ref': `${prefix}${item.purl}`,
    ...(publisher === undefined ? {} : { publisher }),
    ...(group === '' ? {} : { group }),
    name,
    ...(item.version === '' ? {} : { version: item.version }),
    ...(description === undefined ? {} : { description }),
    ...(hashes.length === 0
      ? {}
      : { hashes: hashes.map(([algorithm, content]) => ({ alg: ALGORITHMS[algorithm] ?? '', content })) }),
    ...licensesOf(item.licenses ?? []),
    purl: item.purl,
    ...(homepage === undefined ? {} : { externalReferences: [{ type: 'website', url: homepage }] }),
    ...(paths.length === 0 ? {} : { evidence: { occurrences: paths.map((location) => ({ location })) } }),
    properties: propertiesOf(item),
  }
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
}

/** The namespace of names that have it in themselves. */
function splitName({ type, name }: InventoryItem): readonly [group: string, name: string] {
  const separator = type === 'maven' ? ':' : type === 'npm' || type === 'composer' ? '/' : undefined
  const at = separator === undefined ? -1 : name.indexOf(separator)
  return at <= 0 ? ['', name] : [name.slice(0, at), name.slice(at + 1)]
}

/** Either one expression, or a list of licences: the format takes no mixture. */
function licensesOf(licenses: readonly string[]): JsonObject {
  if (licenses.length === 0) return {}
  const parsed = licenses.map(parseLicense)
  const isPlain = parsed.every((one) => one === undefined || isId(one))
  if (isPlain || parsed.includes(undefined))
    return {
      licenses: licenses.map((text, index) => {
        const one = parsed[index]
        return { license: one !== undefined && isId(one) ? { id: formatLicense(one) } : { name: text } }
      }),
    }
  const expressions = parsed.flatMap((one) => (one === undefined ? [] : [one]))
  const [first] = expressions
  const all = expressions.length === 1 && first ? first : ({ kind: 'and', of: expressions } as const)
  return { licenses: [{ expression: formatLicense(all) }] }
}

/** Whether it is an id of SPDX's list, which the format knows. */
function isId(license: NonNullable<ReturnType<typeof parseLicense>>): boolean {
  return license.kind === 'license' && license.exception === undefined && !/Ref-|\+$/.test(license.id)
}

/** What the format has no member for. */
function propertiesOf(item: InventoryItem): readonly JsonObject[] {
  const { ecosystem, arch, source, isInstalled, owner, places, licenses = [] } = item
  const modularity = metaText(item, 'modularity')
  const meta = restOfMeta(item)
  return [
    property('veinmind:type', item.type),
    ...(ecosystem === undefined ? [] : [property('veinmind:ecosystem', ecosystem)]),
    ...(arch === undefined ? [] : [property('veinmind:arch', arch)]),
    ...(source === undefined
      ? []
      : [property('veinmind:source:name', source.name), property('veinmind:source:version', source.version)]),
    ...(isInstalled === undefined ? [] : [property('veinmind:installed', String(isInstalled))]),
    ...(owner === undefined ? [] : [property('veinmind:owner', owner)]),
    ...(modularity === undefined ? [] : [property('veinmind:modularity', modularity)]),
    ...(isPlainLicense(licenses) ? [] : licenses.map((text, index) => property(`veinmind:license:${index}`, text))),
    ...(meta === undefined ? [] : [property('veinmind:meta', JSON.stringify(meta))]),
    ...places.flatMap(({ path, layer, hiddenBy }, index) => [
      ...(path === undefined ? [] : [property(`veinmind:place:${index}:path`, path)]),
      ...(layer === undefined
        ? []
        : [
            property(`veinmind:place:${index}:layer`, String(layer.index)),
            property(`veinmind:place:${index}:layer-digest`, layer.digest),
          ]),
      ...(hiddenBy === undefined ? [] : [property(`veinmind:place:${index}:hidden-by`, String(hiddenBy))]),
    ]),
  ]
}

const property = (name: string, value: string): JsonObject => ({ name, value })

const refOf = (component: Component): string => component['bom-ref']
