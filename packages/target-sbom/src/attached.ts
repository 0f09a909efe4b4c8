import { openSbom } from '@veinmind/inventory'
import type { OpenedSbom } from '@veinmind/inventory'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { Image } from '@veinmind/sdk'
import type { TargetContext } from '@veinmind/sdk/target'
import type { RegistryFlags } from '@veinmind/target-registry'
import { findCandidates, openCandidate } from './candidates.ts'
import type { Candidate } from './candidates.ts'
import { openPlace } from './open-place.ts'

/** Documents of one image that are looked at: whoever may push there may push any number. */
const MAX_LOOKED_AT = 16

interface Note {
  readonly note: string
}

/**
 * The image with the packages of a bill of materials that is attached to it, the newest that can be read; as it is, with a note, where there is
 * none. Whoever may push to the repository can attach one: nothing vouches for it, and that is said.
 */
export async function attachedTo(
  image: Image,
  source: string | undefined,
  context: TargetContext<RegistryFlags>,
): Promise<Image> {
  const said: Note[] = []
  try {
    const { references, manifestDigest: digest } = image
    const place = await openPlace({ references, digest, source }, context)
    if (place === undefined)
      return withNotes(image, [{ note: 'no bill of materials was looked for: the image was not had from a registry' }])
    const { signal, log } = context
    const candidates = await findCandidates(place, signal)
    for (const candidate of candidates.slice(0, MAX_LOOKED_AT)) {
      try {
        const opened = await openFor(place.digest, candidate, { place, signal })
        if (opened === undefined) continue
        const { entity } = opened
        log.info('packages are known from a bill of materials in the registry', {
          image: image.name,
          sbom: candidate.digest,
        })
        return {
          ...image,
          facts: { ...image.facts, ...entity.facts },
          ...(entity.incomplete === undefined ? {} : { incomplete: entity.incomplete }),
          notes: notesOf(image, [...said, noteOf(opened, candidate)]),
        }
      } catch (error) {
        signal.throwIfAborted()
        said.push({ note: `a bill of materials in the registry was not used: ${toVeinmindError(error).message}` })
      }
    }
    if (candidates.length > MAX_LOOKED_AT)
      said.push({
        note: `there are more bills of materials in the registry than are looked at: ${MAX_LOOKED_AT} of ${candidates.length} were`,
      })
    said.push({
      note: 'no bill of materials that can be read is attached to the image in the registry: the image itself was looked into',
    })
  } catch (error) {
    context.signal.throwIfAborted()
    said.push({ note: `bills of materials could not be looked for in the registry: ${toVeinmindError(error).message}` })
  }
  return withNotes(image, said)
}

/** Undefined for an attestation of something else: of how the image was built, say. */
async function openFor(
  digest: string,
  candidate: Candidate,
  { place, signal }: { readonly place: Parameters<typeof openCandidate>[0]; readonly signal: AbortSignal },
): Promise<OpenedSbom | undefined> {
  const bytes = await openCandidate(place, candidate, signal)
  if (bytes === undefined) return undefined
  const opened = openSbom(bytes, candidate.digest)
  if (opened.subjects !== undefined && !opened.subjects.includes(digest))
    throw new VeinmindError('SBOM_ATTACHED_INVALID', `${candidate.digest} is about another image`)
  return opened
}

function noteOf({ entity: { format, formatVersion } }: OpenedSbom, { digest }: Candidate): Note {
  return {
    note: `packages are those of the bill of materials ${digest} (${format} ${formatVersion}) in the registry, which was not verified against the image`,
  }
}

function withNotes(image: Image, notes: readonly Note[]): Image {
  return { ...image, notes: notesOf(image, notes) }
}

const notesOf = ({ notes = [] }: Image, more: readonly Note[]): readonly string[] => [
  ...notes,
  ...more.map(({ note }) => note),
]
