import { defineInspector, metadata } from '@veinmind/sdk'
import type { Inspector } from '@veinmind/sdk'
import data from './places.json' with { type: 'json' }

/** What a change of this file means, and which permissions are too wide. */
export interface PlaceFile {
  readonly mode: number
  readonly uid: number
  readonly type: string
  readonly size: number
  readonly linkTarget?: string
}

interface Place {
  readonly rule?: string
  readonly what: string
  /** The widest mode that is fine. */
  readonly most?: number
  readonly test: RegExp
}

const PLACES: readonly Place[] = data.map(({ paths, most, ...place }) => ({
  ...place,
  ...(most === undefined ? {} : { most: Number.parseInt(most, 8) }),
  test: new RegExp(`^(?:${paths.map(toSource).join('|')})$`),
}))

function toSource(pattern: string): string {
  return pattern
    .replaceAll(/[.+^$(){}|[\]\\?]/g, String.raw`\$&`)
    .replaceAll('**', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '.+')
}

/** The places that a path is one of. */
export function placesOf(path: string): readonly Place[] {
  return PLACES.filter(({ test }) => test.test(path))
}

/** Files and folders that an intruder changes, or loosens. */
export const placeFiles: Inspector<PlaceFile> = defineInspector<PlaceFile>({
  id: 'place-files',
  version: 1,
  wants: ({ path, type }) => (type === 'block' || type === 'character' || placesOf(path).length > 0) && metadata(),
  inspect: ({ entry: { mode, uid, type, size, linkTarget } }) => ({
    mode,
    uid,
    type,
    size,
    ...(linkTarget === undefined ? {} : { linkTarget }),
  }),
})
