import { createHash } from 'node:crypto'
import type { JsonObject } from '@veinmind/sdk'
import { jsonPieces } from '../../text/json-text.ts'
import { uuidOf } from '../../text/uuid.ts'
import type { InventoryItem, Report } from '../../model/model.ts'
import type { Renderer } from '../renderer.ts'
import { createSpdxLicenses, NO_LICENSE } from './spdx-licenses.ts'
import { contentKey, detailsOf, digestsOf, httpUrl, imagePurl, metaText, subjectsOf, whyIncomplete } from './subject.ts'
import type { Subject } from './subject.ts'

/** A document of SPDX 3.0.1 as JSON-LD (https://spdx.github.io/spdx-spec/v3.0.1/): elements, and relationships between them. */
export const spdx3: Renderer = {
  render: (report) => [...jsonPieces(document(report))].join(''),
  pieces: (report) => jsonPieces(document(report)),
}

const CREATION = '_:creation'

type Element = JsonObject & { readonly spdxId: string }

/** Makes elements of one document: each has an address of its own in it. */
interface Maker {
  readonly idOf: (name: string) => string
  readonly element: (type: string, name: string, members: JsonObject) => Element
}

function document(report: Report): JsonObject {
  const subjects = subjectsOf(report)
  const namespace = `urn:uuid:${uuidOf(`spdx3 ${contentKey(subjects)}`)}`
  const idOf = (name: string): string => `${namespace}#${name}`
  const element: Maker['element'] = (type, name, members) => ({
    type,
    spdxId: idOf(name),
    creationInfo: CREATION,
    ...members,
  })
  const maker = { idOf, element }
  const parts = subjects.map((subject, index) => partsOf(subject, index, maker))
  const agent = element('SoftwareAgent', 'Agent', { name: report.tool.name })
  const tool = element('Tool', 'Tool', { name: `${report.tool.name}-${report.tool.version}` })
  const reasons = subjects.flatMap((subject) => {
    const reason = whyIncomplete(report, subject)
    return reason === undefined ? [] : [`${subject.target.name}: ${reason}`]
  })
  const sbom = element('software_Sbom', 'Sbom', {
    software_sbomType: ['analyzed'],
    // An empty list is none that the model takes.
    ...(parts.length === 0 ? {} : { rootElement: parts.map(({ root }) => root.spdxId) }),
    ...(reasons.length === 0 ? {} : { comment: `Packages may be missing: ${reasons.join('; ')}` }),
  })
  const name = subjects.map(({ target }) => target.name).join(', ')
  return {
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      {
        type: 'CreationInfo',
        '@id': CREATION,
        specVersion: '3.0.1',
        created: `${new Date(report.finishedAt).toISOString().slice(0, 19)}Z`,
        createdBy: [agent.spdxId],
        createdUsing: [tool.spdxId],
      },
      element('SpdxDocument', 'Document', {
        name: name === '' ? report.tool.name : name,
        profileConformance: ['core', 'software', 'simpleLicensing'],
        dataLicense: idOf('DataLicense'),
        rootElement: [sbom.spdxId],
      }),
      element('simplelicensing_LicenseExpression', 'DataLicense', { simplelicensing_licenseExpression: 'CC0-1.0' }),
      agent,
      tool,
      sbom,
      ...parts.flatMap(({ elements }) => elements),
    ],
  }
}

interface Parts {
  readonly root: Element
  readonly elements: readonly Element[]
}

function partsOf(subject: Subject, index: number, maker: Maker): Parts {
  const { target, packages, system, digest } = subject
  const { element } = maker
  const prefix = `Target-${index + 1}`
  const purl = imagePurl(subject)
  const root = element('software_Package', prefix, {
    name: target.name,
    ...(digest === undefined
      ? {}
      : { software_packageVersion: digest, verifiedUsing: [hashOf('sha256', digest.slice(7))] }),
    ...(purl === undefined ? {} : { software_packageUrl: purl }),
    software_primaryPurpose: 'container',
  })
  const own =
    system &&
    element('software_Package', `${prefix}-OperatingSystem`, {
      name: system.family,
      ...(system.version === '' ? {} : { software_packageVersion: system.version }),
      software_primaryPurpose: 'operatingSystem',
    })
  const listed = packages.map((item) => packageOf(item, prefix, maker))
  const inner = [...(own ? [own] : []), ...listed]
  const contains =
    inner.length === 0
      ? []
      : [
          element('Relationship', `${prefix}-Contains`, {
            from: root.spdxId,
            to: inner.map(({ spdxId }) => spdxId),
            relationshipType: 'contains',
          }),
        ]
  const notes = packages.map((item, at) =>
    element('Annotation', `${nameOf(item, prefix)}-Details`, {
      annotationType: 'other',
      subject: listed[at]?.spdxId ?? root.spdxId,
      contentType: 'application/json',
      statement: JSON.stringify(detailsOf(item)),
    }),
  )
  return { root, elements: [root, ...inner, ...contains, ...notes, ...licensesOf(packages, prefix, maker)] }
}

function packageOf(item: InventoryItem, prefix: string, { element }: Maker): Element {
  const [homepage, description] = [httpUrl(metaText(item, 'homepage')), metaText(item, 'description')]
  const { source } = item
  const digests = digestsOf(item)
  return element('software_Package', nameOf(item, prefix), {
    name: item.name,
    ...(description === undefined ? {} : { description }),
    ...(digests.length === 0 ? {} : { verifiedUsing: digests.map(([algorithm, hex]) => hashOf(algorithm, hex)) }),
    ...(item.version === '' ? {} : { software_packageVersion: item.version }),
    software_packageUrl: item.purl,
    ...(homepage === undefined ? {} : { software_homePage: homepage }),
    ...(source === undefined
      ? {}
      : { software_sourceInfo: `built from source package ${source.name} ${source.version}` }),
  })
}

const hashOf = (algorithm: string, hashValue: string): JsonObject => ({ type: 'Hash', algorithm, hashValue })

/** Readable, and different for packages that differ. */
function nameOf({ type, name, purl }: InventoryItem, prefix: string): string {
  const slug = `${type}-${name}`.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 80)
  return `${prefix}-Package-${slug}-${createHash('sha256').update(purl).digest('hex').slice(0, 12)}`
}

/** Each licence once, with the packages that declare it, and the texts of those that SPDX has no id for. */
function licensesOf(packages: readonly InventoryItem[], prefix: string, { idOf, element }: Maker): readonly Element[] {
  const { licenses, expressionOf } = createSpdxLicenses()
  const byExpression = new Map<string, string[]>()
  for (const item of packages) {
    const expression = expressionOf(item.licenses ?? [])
    if (expression === NO_LICENSE) continue
    const ids = byExpression.get(expression)
    const id = idOf(nameOf(item, prefix))
    if (ids === undefined) byExpression.set(expression, [id])
    else ids.push(id)
  }
  const textId = (reference: string): string => `${prefix}-${reference}`
  const texts = Array.from(licenses, ([reference, text]) =>
    element('simplelicensing_SimpleLicensingText', textId(reference), { simplelicensing_licenseText: text }),
  )
  const expressions = Array.from(byExpression, ([expression, ids], index) => {
    const own = [...licenses.keys()].filter((reference) => expression.includes(reference))
    const license = element('simplelicensing_LicenseExpression', `${prefix}-License-${index + 1}`, {
      simplelicensing_licenseExpression: expression,
      ...(own.length === 0
        ? {}
        : {
            simplelicensing_customIdToUri: own.map((key) => ({
              type: 'DictionaryEntry',
              key,
              value: idOf(textId(key)),
            })),
          }),
    })
    return [
      license,
      ...ids.map((from, at) =>
        element('Relationship', `${prefix}-License-${index + 1}-${at + 1}`, {
          from,
          to: [license.spdxId],
          relationshipType: 'hasDeclaredLicense',
        }),
      ),
    ]
  })
  return [...texts, ...expressions.flat()]
}
