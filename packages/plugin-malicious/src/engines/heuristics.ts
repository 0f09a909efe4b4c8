import { entropyOf, LOADED, readElfHead } from '../files/elf-head.ts'
import type { ElfHead } from '../files/elf-head.ts'
import { isProgram } from '../files/kind.ts'
import { findXored } from '../match/find-xored.ts'
import { HIDDEN, masqueradeOf, PICTURE, TEMPORARY } from '../files/places.ts'
import { HEURISTICS } from '../rules/heuristics.ts'
import type { HeuristicName } from '../rules/heuristics.ts'
import { ruleId } from '../rules/rule.ts'
import type { Engine, Verdict } from './engine.ts'

/** Packed code has nearly eight bits a byte; code of processors at most about seven. */
const PACKED = 7.2
const LOOKED_AT = 65_536
const TINY = 4096
/** Places of `UPX!` in a packed program: behind its headers, and at its end. */
const UPX_HEAD = 1024
const WRITABLE_AND_RUN = 3
/** Bots are small: only programs up to this size are searched for xored texts. */
const MOST_XORED = 4 * 1024 * 1024

/** What magic and structure of a file say, without any signature. */
export const heuristics: Engine = {
  name: 'heuristics',
  version: '1',
  scan({ path, size, bytes }) {
    const verdicts: Verdict[] = []
    const add = (name: HeuristicName, evidence: string): void => {
      const { number, name: called } = HEURISTICS[name]
      verdicts.push({ engine: 'heuristics', rule: ruleId(number), name: called, evidence })
    }
    const head = readElfHead(bytes.subarray(0, TINY))
    const isElf = head !== undefined && (head.type === 2 || head.type === 3)
    if (isElf) addStructure(head, { bytes, size }, add)
    if (isElf && !head.hasInterpreter && size <= MOST_XORED) {
      const xored = findXored(bytes)
      const key = commonKey(xored)
      if (key !== undefined)
        add(
          'encoded',
          `xor 0x${key.toString(16)}: ${[...xored].flatMap(([text, own]) => (own === key ? [text] : [])).join(', ')}`,
        )
    }
    const runs = isProgram(bytes.subarray(0, 512))
    if (runs) {
      if (TEMPORARY.test(path)) add('temporary', `a program in ${path.slice(0, path.lastIndexOf('/'))}`)
      else if (HIDDEN.test(path))
        add('hidden', `a program named ${JSON.stringify(path.slice(path.lastIndexOf('/') + 1))}`)
      const masquerade = masqueradeOf(path)
      if (masquerade !== undefined) add('masquerade', `it is named as ${masquerade}`)
      if (PICTURE.test(path)) add('disguise', `a program that is named as ${path.slice(path.lastIndexOf('.'))}`)
    } else {
      const behind = programBehind(bytes)
      if (behind !== undefined) add('polyglot', behind)
    }
    return verdicts
  },
}

function addStructure(
  head: ElfHead,
  { bytes, size }: { readonly bytes: Uint8Array; readonly size: number },
  add: (name: HeuristicName, evidence: string) => void,
): void {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const upx = all.subarray(0, UPX_HEAD).indexOf('UPX!')
  const atEnd = bytes.length === size ? all.subarray(-64).indexOf('UPX!') : -1
  if (upx >= 0 || atEnd >= 0) return add('packed', upx >= 0 ? `UPX! at byte ${upx}` : 'UPX! at its end')
  if (head.hasSections) return
  const loaded = head.segments.filter(({ type }) => type === LOADED)
  const isOpen = loaded.some(({ flags }) => (flags & WRITABLE_AND_RUN) === WRITABLE_AND_RUN)
  const entropy = entropyOf(bytes.subarray(Math.min(TINY, bytes.length >> 1), LOOKED_AT))
  if (size < TINY && isOpen && loaded.length === 1)
    return add('shellcode', `${size} bytes, one segment that is writable and run, no sections`)
  if (entropy > PACKED && !head.hasInterpreter)
    return add('packed', `no sections, no interpreter, ${entropy.toFixed(1)} bits a byte`)
  add('sectionless', `no sections${head.hasInterpreter ? '' : ', no interpreter'}, ${entropy.toFixed(1)} bits a byte`)
}

/** The byte that two texts at least are xored with. */
function commonKey(xored: ReadonlyMap<string, number>): number | undefined {
  const keys = [...xored.values()]
  return keys.find((key, index) => keys.indexOf(key) !== index)
}

const PICTURES = ['ffd8ff', '89504e470d0a1a0a', '47494638', '25504446']
const ELF = Buffer.from('\x7fELF', 'latin1')

/** A program or a script that stands behind a picture or a document. */
function programBehind(bytes: Uint8Array): string | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hex = all.toString('hex', 0, 8)
  if (!PICTURES.some((magic) => hex.startsWith(magic))) return undefined
  const elf = all.indexOf(ELF, 4)
  if (elf > 0 && [1, 2].includes(all[elf + 4] ?? 0) && [1, 2].includes(all[elf + 5] ?? 0) && all[elf + 6] === 1)
    return `a program at byte ${elf} of a picture or document`
  const script = /\n#!\s{0,2}\/(?:usr\/)?bin\/(?:env )?(?:ba|da)?(?:sh|python|perl|php)/.exec(
    all.toString('latin1', Math.max(0, all.length - LOOKED_AT)),
  )
  return script === null ? undefined : 'a script at the end of a picture or document'
}
