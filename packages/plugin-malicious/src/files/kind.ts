import { baseName } from '@veinmind/sdk'
import type { Subject } from '../rules/rule.ts'

const PROGRAMS = ['7f454c46', 'feedface', 'feedfacf', 'cefaedfe', 'cffaedfe']
const ARCHIVES = ['504b0304', '1f8b08', '28b52ffd', '425a68', 'fd377a585a00', '377abcaf271c', '526172211a07']

/** Extensions of documents and sources: what they describe is not what they do. */
const PROSE =
  /\.(?:md|markdown|rst|adoc|txt|html?|xhtml|xml|svg|csv|tsv|css|scss|po|pot|mo|tex|1|3|5|7|8|c|cc|cpp|h|hpp|rs|go|java|kt|cs|swift|ts|tsx|d\.ts|map|log|lock|sum|yara?|ndb|hdb|ldb|hsb|sigs?|rules)$/i
const SCRIPTS =
  /\.(?:sh|bash|zsh|ksh|csh|fish|py|pyw|pth|pl|pm|rb|php\d?|phtml|js|mjs|cjs|lua|tcl|awk|ps1|bat|cmd|vbs|service|timer|cron|crontab|desktop|jsp|cgi|ipynb|groovy)$/i
const DOCUMENTS =
  /^\/(?:usr\/(?:local\/)?share\/(?:doc|man|info|locale|help)|var\/lib\/(?:apt|dpkg|rpm|apk)|lib\/apk)\//
const LICENCE = /^(?:readme|changelog|changes|news|licen[cs]e|copying|authors|copyright|history|todo)\b/i

/** What the bytes are to rules; undefined for what no rule looks at (pictures, fonts, data). */
export function subjectOf(path: string, bytes: Uint8Array): Subject | 'archive' | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512))
  if (isProgram(head)) return 'program'
  const hex = head.toString('hex', 0, 8)
  if (ARCHIVES.some((magic) => hex.startsWith(magic)) || head.toString('latin1', 257, 262) === 'ustar') return 'archive'
  if (hasInterpreter(head) || isPhp(head)) return 'script'
  if (!isText(head)) return undefined
  if (SCRIPTS.test(path)) return 'script'
  const name = baseName(path)
  return PROSE.test(path) || DOCUMENTS.test(path) || LICENCE.test(name) || /\.[a-z0-9]{1,5}$/i.test(name)
    ? 'text'
    : 'script'
}

/** ELF, Mach-O, or a PE behind its DOS header. */
export function isProgram(head: Uint8Array): boolean {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(4, head.byteLength)).toString('hex')
  return (
    PROGRAMS.includes(start) || (start.startsWith('4d5a') && head.length > 64 && (head[60] ?? 0) + (head[61] ?? 0) > 0)
  )
}

/** Whether its first line names what runs it. */
export const hasInterpreter = (head: Uint8Array): boolean => head[0] === 0x23 && head[1] === 0x21

const isPhp = (head: Uint8Array): boolean => PHP.every((byte, at) => head[at] === byte)
const PHP = Buffer.from('<?php')

/** Whether rules look at what begins so as at a script or a text. */
export function mayBeText(head: Uint8Array): boolean {
  return hasInterpreter(head) || isPhp(head) || isText(head)
}

/** gzip or zlib, as `viewsOf` unpacks it. */
export const isPacked = (head: Uint8Array): boolean => (head[0] === 0x1f && head[1] === 0x8b) || head[0] === 0x78

/** No zero byte and few control characters in the first bytes. */
export function isText(head: Uint8Array): boolean {
  let odd = 0
  for (const byte of head) {
    if (byte === 0) return false
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd += 1
  }
  return odd * 50 <= head.length
}
