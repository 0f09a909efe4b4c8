import { asObject } from '@veinmind/sdk'
import type { JsonObject } from '@veinmind/sdk'
import { asList, asText } from '../languages/formats.ts'
import type { Findings } from '../languages/reading.ts'
import { addByPurl } from './add-by-purl.ts'

/** What SPDX writes where it knows nothing. */
const NOTHING = new Set(['NOASSERTION', 'NONE'])

/** What an SPDX document may describe that holds packages and is none. */
const HOLDERS = new Set(['CONTAINER', 'OPERATING_SYSTEM', 'OPERATING-SYSTEM', 'FILE', 'DEVICE'])

/** Adds the packages of an SPDX document of version 2 as JSON. */
export function addSpdx2(document: JsonObject, findings: Findings): void {
  // What the document is about is an image or a folder, unless it has a purl of a package.
  for (const entry of asList(document['packages']).map(asObject)) {
    if (HOLDERS.has(asText(entry['primaryPackagePurpose']) ?? '')) continue
    const purl = asList(entry['externalRefs'])
      .map(asObject)
      .find((reference) => reference['referenceType'] === 'purl')?.['referenceLocator']
    addByPurl(findings, {
      purl,
      name: entry['name'],
      version: entry['versionInfo'],
      licenses: known([asText(entry['licenseConcluded']), asText(entry['licenseDeclared'])]),
    })
  }
}

/** Adds the packages of an SPDX document of version 3 (JSON-LD). */
export function addSpdx3(document: JsonObject, findings: Findings): void {
  const elements = asList(document['@graph']).map(asObject)
  const texts = new Map(
    elements.map((one) => [
      asText(one['spdxId']) ?? asText(one['@id']),
      asText(one['simplelicensing_licenseExpression']),
    ]),
  )
  const licenses = new Map<string, string>()
  for (const relation of elements.filter((one) =>
    /has(?:Declared|Concluded)License/.test(asText(one['relationshipType']) ?? ''),
  )) {
    const from = asText(relation['from'])
    const license = asList(relation['to'])
      .map((id) => texts.get(asText(id)))
      .find((text) => text !== undefined)
    if (from !== undefined && license !== undefined && !licenses.has(from)) licenses.set(from, license)
  }
  for (const one of elements) {
    if (one['type'] !== 'software_Package') continue
    const purl = asList(one['externalIdentifier'])
      .map(asObject)
      .find((identifier) => identifier['externalIdentifierType'] === 'packageUrl')?.['identifier']
    addByPurl(findings, {
      purl: one['software_packageUrl'] ?? purl,
      name: one['name'],
      version: one['software_packageVersion'],
      licenses: known([licenses.get(asText(one['spdxId']) ?? '')]),
    })
  }
}

/** Adds the packages of an SPDX document of version 2 as text: `Tag: value`, a package from `PackageName` on. */
export function addSpdxText(text: string, findings: Findings): void {
  let fields = new Map<string, string>()
  const end = (): void => {
    if (fields.has('PackageName')) {
      addByPurl(findings, {
        purl: fields.get('purl'),
        name: fields.get('PackageName'),
        version: fields.get('PackageVersion'),
        licenses: known([fields.get('PackageLicenseConcluded'), fields.get('PackageLicenseDeclared')]),
      })
    }
    fields = new Map()
  }
  for (const line of text.split(/\r?\n/)) {
    if (line.length > 4096) continue
    const [, tag = '', value = ''] = /^([A-Za-z]{2,60}):[ \t]*(\S.*)$/.exec(line.trimEnd()) ?? []
    if (tag === 'PackageName' || tag === 'FileName' || tag === 'SnippetSPDXID') end()
    const [, purl] = /^PACKAGE[-_]MANAGER purl (\S+)$/.exec(tag === 'ExternalRef' ? value : '') ?? []
    if (purl !== undefined) fields.set('purl', purl)
    else if (tag !== '' && !fields.has(tag)) fields.set(tag, value)
  }
  end()
}

function known(licenses: readonly (string | undefined)[]): readonly string[] {
  return licenses.filter((text) => text !== undefined && !NOTHING.has(text)).slice(0, 1) as string[]
}
