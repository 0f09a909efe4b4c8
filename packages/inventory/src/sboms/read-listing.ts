import type { JsonObject } from '@veinmind/sdk'
import { textOf } from '../languages/formats.ts'
import { UnreadableError } from '../languages/reading.ts'
import { cycloneDxOfXml } from './cyclonedx-xml.ts'
import { readCycloneDx } from './cyclonedx.ts'
import type { SbomListing } from './listing.ts'
import { parseBounded } from './parse-bounded.ts'
import { readSpdx2, readSpdxText } from './spdx.ts'
import { readSpdx3 } from './spdx3.ts'
import { readSyft } from './syft.ts'
import { unwrap } from './unwrap.ts'

const NO_SBOM =
  'it is no bill of materials that is read: CycloneDX as JSON and XML, SPDX as JSON and text, the JSON of syft'

/** What a document says, and what its wrapper says that it is about. */
export interface ReadListing {
  readonly listing: SbomListing
  /** Digests of what an attestation is about. */
  readonly subjects?: readonly string[]
}

/** Reads a document in any of the formats, in an attestation or not; throws {@link UnreadableError} for another file. */
export function readListing(bytes: Uint8Array): ReadListing {
  const start = textOf(bytes.subarray(0, 1024)).trimStart()
  if (start.startsWith('{')) {
    const { document, subjects } = unwrap(parseBounded(bytes))
    return { listing: listingOf(document), ...(subjects === undefined ? {} : { subjects }) }
  }
  if (start.startsWith('<')) return { listing: readCycloneDx(cycloneDxOfXml(textOf(bytes))) }
  if (/^(?:#[^\n]*\n\s*)*SPDXVersion:/.test(start)) return { listing: readSpdxText(textOf(bytes)) }
  throw new UnreadableError(NO_SBOM)
}

function listingOf(document: JsonObject): SbomListing {
  if (document['bomFormat'] === 'CycloneDX' || document['components'] !== undefined) return readCycloneDx(document)
  if (document['spdxVersion'] !== undefined) return readSpdx2(document)
  if (document['@graph'] !== undefined) return readSpdx3(document)
  if (Array.isArray(document['artifacts']) && document['schema'] !== undefined) return readSyft(document)
  throw new UnreadableError(NO_SBOM)
}
