import { content, defineInspector, mib } from '@veinmind/sdk'
import type { Digests, Inspector } from '@veinmind/sdk'
import { placeOf } from '../places/places.ts'
import type { Hit } from '../readers/reading.ts'

/** What is found in a file that something runs or reads by itself. */
export interface PlaceFile {
  readonly place: string
  readonly hits: readonly Hit[]
  readonly digests: Digests
}

/** Findings of one file that are kept. */
const MAX_HITS = 100

export const placeFiles: Inspector<PlaceFile> = defineInspector<PlaceFile>({
  id: 'place-files',
  version: 1,
  offered: { types: ['file'] },
  wants: ({ type, path }) =>
    type === 'file' &&
    placeOf(path) !== undefined &&
    content({ max: mib(1), over: 'head', digests: ['md5', 'sha1', 'sha256'] }),
  inspect({ entry: { path }, bytes, digests, truncated, incomplete }) {
    const place = placeOf(path)
    if (!place || bytes.length === 0) return undefined
    const { hits, cuts } = place.read({ text: Buffer.from(bytes).toString('latin1'), path })
    for (const cut of cuts) incomplete(cut)
    if (hits.length > MAX_HITS) incomplete(`more than ${MAX_HITS} findings in one file: the rest is not listed`)
    if (truncated && hits.length === 0) return undefined
    return hits.length === 0 ? undefined : { place: place.name, hits: hits.slice(0, MAX_HITS), digests }
  },
})
