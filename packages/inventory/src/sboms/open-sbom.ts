import { createHash } from 'node:crypto'
import type { Sbom } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { UnreadableError } from '../languages/reading.ts'
import { merged, packages as packagesFact } from '../packages/fact.ts'
import { operatingSystems } from '../systems/fact.ts'
import { readListing } from './read-listing.ts'
import { toPackages } from './to-packages.ts'

/** A document with the facts that it brings along, by their ids. */
export interface OpenedSbom {
  readonly entity: Sbom
  /** `sha256:…` of the images that an attestation is about; `undefined` for a document that is none. */
  readonly subjects?: readonly string[]
}

/**
 * A bill of materials as an entity: CycloneDX (JSON, XML), SPDX 2 and 3 (JSON, text), syft's JSON, each in an attestation of in-toto or not.
 * Throws `SBOM_INVALID`.
 */
export function openSbom(bytes: Uint8Array, name: string): OpenedSbom {
  try {
    const { listing, subjects } = readListing(bytes)
    const { packages, systems, incomplete: cut } = toPackages(listing)
    const { format, formatVersion, describes } = listing
    const incomplete = [...listing.incomplete, ...cut]
    return {
      entity: {
        kind: 'sbom',
        id: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
        name,
        format,
        formatVersion,
        ...(describes === undefined ? {} : { describes }),
        ...(incomplete.length === 0 ? {} : { incomplete }),
        // Whose the files of an image are, it does not say: none of them is read to find that out.
        facts: { [packagesFact.id]: packages, [merged.id]: [], [operatingSystems.id]: systems },
      },
      ...(subjects === undefined ? {} : { subjects }),
    }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    throw new VeinmindError('SBOM_INVALID', `${name} cannot be read as a bill of materials: ${error.message}`, {
      cause: error,
    })
  }
}
