import { mib } from '@veinmind/sdk'
import type { PackageReader } from '../languages/reader.ts'
import { Findings } from '../languages/reading.ts'
import type { Reading } from '../languages/reading.ts'
import { addByPurl } from './add-by-purl.ts'
import { readListing } from './read-listing.ts'

/** Names that bills of materials go by: Bitnami's `.spdx-nginx.spdx`, `bom.json`, `app.cdx.json`, `sbom.spdx.json`. */
const NAMES =
  /(?:^|[/.])(?:bom\.(?:json|xml)|sbom\.json|[^/]*\.(?:cdx|cyclonedx|spdx|syft|sbom|bom)\.json|[^/]*\.cdx\.xml|[^/]*\.spdx|[^/]*\.spdx\.tv)$/i

/** Bills of materials that an image carries: CycloneDX, SPDX and syft's. */
export const sbomFiles: PackageReader = {
  id: 'sbom',
  names: ['bom.json', 'sbom.json', 'bom.xml'],
  extensions: ['.json', '.spdx', '.tv', '.cdx.xml'],
  path: NAMES,
  max: mib(64),
  read: ({ bytes }) => readSbom(bytes),
}

/** The packages of a document in any of the formats; throws {@link UnreadableError} for another file. */
export function readSbom(bytes: Uint8Array): Reading {
  const findings = new Findings()
  const { listing } = readListing(bytes)
  for (const one of listing.packages) addByPurl(findings, one)
  for (const reason of listing.incomplete) findings.cut(reason)
  return findings.reading
}
