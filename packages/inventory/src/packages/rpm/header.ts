import { decodeName } from '@veinmind/sdk/target'
import { Damage } from './damage.ts'

/** Tags of rpm's headers (rpmtag.h) that are read. */
export const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  packager: 1015,
  url: 1020,
  arch: 1022,
  fileModes: 1030,
  fileDigests: 1035,
  fileFlags: 1037,
  fileUsers: 1039,
  fileGroups: 1040,
  sourceRpm: 1044,
  directoryIndexes: 1116,
  baseNames: 1117,
  directories: 1118,
  fileDigestKind: 5011,
  modularity: 5096,
} as const

/** A header: values by tag, read when they are asked for. */
export interface RpmHeader {
  /** The first text of a tag. */
  text(tag: number): string | undefined
  texts(tag: number): readonly string[]
  numbers(tag: number): readonly number[]
}

const INT16 = 3
const INT32 = 4
const TEXT_KINDS = new Set([6, 8, 9])
const MAX_ENTRIES = 100_000
const MAX_TEXT = 4096

/** Reads a header as databases store it (https://rpm-software-management.github.io/rpm/manual/format_header.html, without its magic). Throws {@link Damage}. */
export function readHeader(blob: Uint8Array): RpmHeader {
  if (blob.length < 8) throw new Damage('a package has no header')
  const view = new DataView(blob.buffer, blob.byteOffset, blob.length)
  const count = view.getUint32(0)
  const size = view.getUint32(4)
  const start = 8 + 16 * count
  if (count > MAX_ENTRIES || start + size > blob.length) throw new Damage('the header of a package breaks off')
  const places = new Map<number, { readonly kind: number; readonly offset: number; readonly count: number }>()
  for (let index = 0; index < count; index += 1) {
    const at = 8 + 16 * index
    const [tag, kind, offset, values] = [0, 4, 8, 12].map((field) => view.getUint32(at + field))
    if (tag !== undefined && !places.has(tag))
      places.set(tag, { kind: kind ?? 0, offset: offset ?? 0, count: values ?? 0 })
  }
  const end = start + size

  function texts(tag: number, most: number): readonly string[] {
    const place = places.get(tag)
    if (place === undefined || !TEXT_KINDS.has(place.kind)) return []
    const found: string[] = []
    let at = start + place.offset
    while (found.length < Math.min(place.count, most) && at < end) {
      const zero = blob.indexOf(0, at)
      if (zero === -1 || zero >= end) throw new Damage('a text of a package has no end')
      found.push(decodeName(blob.subarray(at, Math.min(zero, at + MAX_TEXT))))
      at = zero + 1
    }
    return found
  }

  function numbers(tag: number): readonly number[] {
    const place = places.get(tag)
    const width = place?.kind === INT32 ? 4 : place?.kind === INT16 ? 2 : 0
    if (place === undefined || width === 0) return []
    const from = start + place.offset
    if (from + width * place.count > end) throw new Damage('numbers of a package break off')
    return Array.from({ length: place.count }, (_unused, index) =>
      width === 4 ? view.getUint32(from + 4 * index) : view.getUint16(from + 2 * index),
    )
  }

  return { text: (tag) => texts(tag, 1)[0], texts: (tag) => texts(tag, Number.POSITIVE_INFINITY), numbers }
}
