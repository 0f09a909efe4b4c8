import { mib } from '@veinmind/sdk'
import { jsonOf, textOf } from '../languages/formats.ts'
import type { PackageReader } from '../languages/reader.ts'
import { Findings, UnreadableError } from '../languages/reading.ts'
import type { Reading } from '../languages/reading.ts'
import { addCycloneDx } from './cyclonedx.ts'
import { addSpdx2, addSpdx3, addSpdxText } from './spdx.ts'

/** Names that bills of materials go by: Bitnami's `.spdx-nginx.spdx`, `bom.json`, `app.cdx.json`, `sbom.spdx.json`. */
const NAMES =
  /(?:^|[/.])(?:bom\.json|sbom\.json|[^/]*\.(?:cdx|cyclonedx|spdx|sbom|bom)\.json|[^/]*\.spdx|[^/]*\.spdx\.tv)$/i

/** Bills of materials that an image carries: CycloneDX and SPDX. */
export const sbomFiles: PackageReader = {
  id: 'sbom',
  names: ['bom.json', 'sbom.json'],
  extensions: ['.json', '.spdx', '.tv'],
  path: NAMES,
  max: mib(64),
  read: ({ bytes }) => readSbom(bytes),
}

/** The packages of a document in any of the formats; throws {@link UnreadableError} for another file. */
export function readSbom(bytes: Uint8Array): Reading {
  const findings = new Findings()
  const text = textOf(bytes.subarray(0, 512)).trimStart()
  if (text.startsWith('{')) {
    const document = jsonOf(bytes)
    if (document['bomFormat'] === 'CycloneDX' || document['components'] !== undefined) addCycloneDx(document, findings)
    else if (document['spdxVersion'] !== undefined) addSpdx2(document, findings)
    else if (document['@graph'] !== undefined) addSpdx3(document, findings)
    else throw new UnreadableError('it is no bill of materials that is read: CycloneDX and SPDX as JSON, SPDX as text')
  } else if (text.startsWith('SPDXVersion:') || /^(?:#.*\n)*SPDXVersion:/.test(text))
    addSpdxText(textOf(bytes), findings)
  else throw new UnreadableError('it is no bill of materials that is read: CycloneDX and SPDX as JSON, SPDX as text')
  return findings.reading
}
