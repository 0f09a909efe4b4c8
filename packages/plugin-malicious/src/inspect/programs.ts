import { content, defineInspector, magic, mib } from '@veinmind/sdk'
import type { Inspector, When } from '@veinmind/sdk'
import { readElfHead } from '../files/elf-head.ts'
import { isProgram } from '../files/kind.ts'
import { HIDDEN, masqueradeOf, PICTURE, TEMPORARY } from '../files/places.ts'
import { inspectOwn } from './own.ts'
import type { FileRecord } from './record.ts'
import { isFilled } from './record.ts'

const MOST = mib(16)
/** Larger programs without libraries are mostly written in Go, and are recognised by their keywords. */
const MOST_STATIC = mib(3)
const HEAD = 1024

const PROGRAM: When = { bytes: 512, id: 'malicious-program', test: isProgram }
const ODD: When = { bytes: HEAD, id: 'malicious-odd', test: (head) => isOdd(head, false) }
const ODD_OR_STATIC: When = { bytes: HEAD, id: 'malicious-static', test: (head) => isOdd(head, true) }
const PICTURES = magic(['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'GIF8', '%PDF'])
const MOST_PICTURE = mib(4)

/** Programs that are odd by their place, their name or their structure. */
export const programs: Inspector<FileRecord> = defineInspector({
  id: 'programs',
  version: 2,
  wants(entry) {
    if (!isFilled(entry)) return false
    const { path, size } = entry
    const isOddPlace =
      TEMPORARY.test(path) || HIDDEN.test(path) || masqueradeOf(path) !== undefined || PICTURE.test(path)
    const when = isOddPlace ? PROGRAM : size <= MOST_STATIC ? ODD_OR_STATIC : ODD
    return content({ max: MOST, over: 'head', when })
  },
  inspect: inspectOwn,
})

/** Pictures and documents, which may have a program behind them. */
export const pictures: Inspector<FileRecord> = defineInspector({
  id: 'pictures',
  version: 2,
  wants: (entry) => isFilled(entry) && entry.size <= MOST_PICTURE && content({ max: MOST_PICTURE, when: PICTURES }),
  inspect: inspectOwn,
})

/** An ELF file without sections, a packed one, and, of small ones, one that needs no library. */
function isOdd(bytes: Uint8Array, withStatic: boolean): boolean {
  const head = readElfHead(bytes)
  if (head === undefined || (head.type !== 2 && head.type !== 3)) return false
  if (!head.hasSections || Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('UPX!')) return true
  return withStatic && head.type === 2 && !head.hasInterpreter
}
