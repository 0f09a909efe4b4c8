import { createHash } from 'node:crypto'
import type { JsonObject } from '@veinmind/sdk'
import { jsonPieces } from '../../text/json-text.ts'
import { uuidOf } from '../../text/uuid.ts'
import type { InventoryItem, Report } from '../../model/model.ts'
import type { Renderer } from '../renderer.ts'
import { createSpdxLicenses, NO_LICENSE } from './spdx-licenses.ts'
import { contentKey, detailsOf, digestsOf, httpUrl, imagePurl, metaText, subjectsOf, whyIncomplete } from './subject.ts'
import type { Subject } from './subject.ts'

/** A document of SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/) that describes each target, with the packages that it contains. */
export const spdx: Renderer = {
  render: (report) => [...jsonPieces(document(report))].join(''),
  pieces: (report) => jsonPieces(document(report)),
}

function document(report: Report): JsonObject {
  const subjects = subjectsOf(report)
  const names = subjects.map(({ target }) => target.name)
  const { licenses, expressionOf } = createSpdxLicenses()
  const created = `${new Date(report.finishedAt).toISOString().slice(0, 19)}Z`
  const annotator = `Tool: ${report.tool.name}-${report.tool.version}`
  const parts = subjects.map((subject, index) => partsOf(subject, index, { expressionOf, created, annotator }))
  const reasons = subjects.flatMap((subject) => {
    const reason = whyIncomplete(report, subject)
    return reason === undefined ? [] : [`${subject.target.name}: ${reason}`]
  })
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: names.length === 0 ? report.tool.name : names.join(', '),
    documentNamespace: `urn:uuid:${uuidOf(contentKey(subjects))}`,
    creationInfo: { created, creators: [annotator] },
    ...(reasons.length === 0 ? {} : { comment: `Packages may be missing: ${reasons.join('; ')}` }),
    packages: parts.flatMap(({ packages }) => packages),
    ...(licenses.size === 0
      ? {}
      : {
          hasExtractedLicensingInfos: Array.from(licenses, ([licenseId, text]) => ({
            licenseId,
            name: text,
            extractedText: text,
          })),
        }),
    relationships: parts.flatMap(({ relationships }) => relationships),
  }
}

type Element = JsonObject & { readonly SPDXID: string }

interface Parts {
  readonly packages: readonly Element[]
  readonly relationships: readonly JsonObject[]
}

interface Tools {
  readonly expressionOf: (licenses: readonly string[]) => string
  readonly created: string
  readonly annotator: string
}

function partsOf(subject: Subject, index: number, tools: Tools): Parts {
  const { target, packages, system, digest } = subject
  const rootId = `SPDXRef-Target-${index + 1}`
  const purl = imagePurl(subject)
  const root: Element = {
    ...common(target.name, rootId),
    ...(digest === undefined ? {} : { versionInfo: digest }),
    licenseDeclared: NO_LICENSE,
    primaryPackagePurpose: 'CONTAINER',
    ...(digest === undefined
      ? {}
      : { checksums: [{ algorithm: 'SHA256', checksumValue: digest.slice('sha256:'.length) }] }),
    ...(purl === undefined ? {} : { externalRefs: [purlReference(purl)] }),
  }
  const own: Element | undefined = system && {
    ...common(system.family, `${rootId}-OperatingSystem`),
    ...(system.version === '' ? {} : { versionInfo: system.version }),
    licenseDeclared: NO_LICENSE,
    primaryPackagePurpose: 'OPERATING_SYSTEM',
  }
  const inner = [...(own ? [own] : []), ...packages.map((item) => packageOf(item, rootId, tools))]
  return {
    packages: [root, ...inner],
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', rootId),
      ...inner.map((one) => relationship(rootId, 'CONTAINS', one.SPDXID)),
    ],
  }
}

function common(name: string, id: string): Element {
  return {
    name,
    SPDXID: id,
    downloadLocation: NO_LICENSE,
    filesAnalyzed: false,
    licenseConcluded: NO_LICENSE,
    copyrightText: NO_LICENSE,
  }
}

function packageOf(item: InventoryItem, rootId: string, { expressionOf, created, annotator }: Tools): Element {
  const checksums = digestsOf(item)
  const supplier = metaText(item, 'vendor') ?? metaText(item, 'maintainer')
  const [homepage, description] = [httpUrl(metaText(item, 'homepage')), metaText(item, 'description')]
  const { source } = item
  return {
    ...common(item.name, `${rootId}-${idOf(item)}`),
    ...(item.version === '' ? {} : { versionInfo: item.version }),
    ...(supplier === undefined ? {} : { supplier: `Organization: ${supplier}` }),
    ...(homepage === undefined ? {} : { homepage }),
    ...(description === undefined ? {} : { description }),
    licenseDeclared: expressionOf(item.licenses ?? []),
    ...(source === undefined ? {} : { sourceInfo: `built from source package ${source.name} ${source.version}` }),
    ...(checksums.length === 0
      ? {}
      : {
          checksums: checksums.map(([algorithm, checksumValue]) => ({
            algorithm: algorithm.toUpperCase(),
            checksumValue,
          })),
        }),
    externalRefs: [purlReference(item.purl)],
    // The format has no properties: what else is known stands in an annotation, as JSON.
    annotations: [
      { annotationDate: created, annotationType: 'OTHER', annotator, comment: JSON.stringify(detailsOf(item)) },
    ],
  }
}

const purlReference = (purl: string): JsonObject => ({
  referenceCategory: 'PACKAGE-MANAGER',
  referenceType: 'purl',
  referenceLocator: purl,
})

const relationship = (from: string, type: string, to: string): JsonObject => ({
  spdxElementId: from,
  relationshipType: type,
  relatedSpdxElement: to,
})

/** Readable, and different for packages that differ. */
function idOf({ type, name, purl }: InventoryItem): string {
  const slug = `${type}-${name}`.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 80)
  return `Package-${slug}-${createHash('sha256').update(purl).digest('hex').slice(0, 12)}`
}
