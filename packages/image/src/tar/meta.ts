import { FLAG, mergePax } from './entry.ts'
import { readName } from './fields.ts'
import type { TarHeader } from './header.ts'
import type { PaxRecords } from './pax.ts'
import { parsePax } from './pax.ts'

/** What stands before an entry and is about it: PAX headers, GNU long names. */
export interface Meta {
  readonly pax: PaxRecords | undefined
  /** Whether something was said that is about no entry yet. */
  readonly isPending: boolean
  start(type: number): void
  add(bytes: Buffer): void
  /** Reads what was added since `start`. */
  finish(): 'ok' | 'malformed' | 'global'
  /** Takes over what was said into the header of the entry. */
  apply(header: TarHeader): void
  clear(): void
}

/** Whether a header is about the entry after it. */
export function isMeta(type: number): boolean {
  return type === FLAG.pax || type === FLAG.paxGlobal || type === FLAG.gnuLongName || type === FLAG.gnuLongLink
}

/** Nothing said yet. */
export function createMeta(): Meta {
  let parts: Buffer[] = []
  let type = 0
  let pax: PaxRecords | undefined
  let longName = ''
  let longLink = ''
  let isPending = false
  return {
    get pax() {
      return pax
    },
    get isPending() {
      return isPending
    },
    start(of) {
      parts = []
      type = of
      if (of !== FLAG.paxGlobal) isPending = true
    },
    // A copy: the bytes are the caller's again after the call.
    add: (bytes) => void parts.push(Buffer.from(bytes)),
    finish() {
      const bytes = Buffer.concat(parts)
      parts = []
      if (type === FLAG.gnuLongName) longName = readName(bytes, 0, bytes.length)
      else if (type === FLAG.gnuLongLink) longLink = readName(bytes, 0, bytes.length)
      else {
        const records = parsePax(bytes)
        if (records === undefined) return 'malformed'
        if (type === FLAG.paxGlobal) return Object.keys(records).length > 0 ? 'global' : 'ok'
        pax = records
      }
      return 'ok'
    },
    apply(header) {
      if (pax !== undefined) mergePax(header, pax)
      if (longName !== '') header.name = longName
      if (longLink !== '') header.linkName = longLink
    },
    clear() {
      if (!isPending) return
      pax = undefined
      longName = ''
      longLink = ''
      isPending = false
    },
  }
}
