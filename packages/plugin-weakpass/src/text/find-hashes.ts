import { parseAny } from '../hash/any.ts'
import { CISCO_4, CISCO_ASA } from '../hash/cisco.ts'
import type { Credential } from '../model.ts'
import { createLines } from './lines.ts'
import { userBefore } from './users.ts'

/**
 * Patterns of hashes that can be recognised by their form; `parseAny` checks each match. Each pattern is bounded, and begins with a
 * prefix that other text does not have.
 */
const FORMS: readonly string[] = [
  String.raw`\$(?:1|apr1)\$[^$:\s"'<>]{0,8}\$[./0-9A-Za-z]{22}(?![./0-9A-Za-z])`,
  String.raw`\$[56]\$(?:rounds=\d{1,10}\$)?[^$:\s"'<>]{0,16}\$[./0-9A-Za-z]{43,86}(?![./0-9A-Za-z+=])`,
  String.raw`\$[67]\$(?:\d{1,9}\$)?[A-Za-z0-9+/]{8,88}={0,2}\$[A-Za-z0-9+/]{86}==`,
  String.raw`(?:\$wp|bcrypt\$|bcrypt_sha256\$)?\$2[abxy]?\$\d\d\$[./0-9A-Za-z]{53}(?![./0-9A-Za-z])`,
  String.raw`\$g?y\$[./0-9A-Za-z]{2,16}\$[./0-9A-Za-z]{0,88}\$[./0-9A-Za-z]{43}(?![./0-9A-Za-z])`,
  String.raw`\$7\$[./0-9A-Za-z]{11,100}\$[./0-9A-Za-z]{43}(?![./0-9A-Za-z])`,
  String.raw`\$sha1\$\d{1,10}\$[^$:\s"'<>]{1,64}\$[./0-9A-Za-z]{28}`,
  String.raw`\$md5(?:,rounds=\d{1,10})?\$[^$:\s"'<>]{1,64}\$\$?[./0-9A-Za-z]{22}`,
  String.raw`\$[89]\$[./0-9A-Za-z]{14}\$[./0-9A-Za-z]{43}(?![./0-9A-Za-z])`,
  String.raw`\$[PH]\$[./0-9A-Za-z]{31}(?![./0-9A-Za-z])`,
  String.raw`\$S\$[./0-9A-Za-z]{52}(?![./0-9A-Za-z])`,
  String.raw`\$shiro1\$SHA-\d{3}\$\d{1,9}\$[A-Za-z0-9+/=]{4,128}\$[A-Za-z0-9+/]{40,90}={0,2}`,
  String.raw`(?:argon2|\{ARGON2\})?\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?m=\d{1,9},t=\d{1,9},p=\d{1,8}(?:,[a-z]{1,8}=[^$\s]{0,64})?\$[A-Za-z0-9+/]{8,128}\$[A-Za-z0-9+/]{16,256}`,
  String.raw`\$scrypt\$ln=\d{1,2},r=\d{1,3},p=\d{1,3}\$[A-Za-z0-9+/]{4,128}\$[A-Za-z0-9+/]{40,128}`,
  String.raw`(?:\$pbkdf2(?:-sha\d{1,3})?\$|\{PBKDF2(?:[-_]SHA\d{1,3}|_STRETCH)?\})\d{1,9}\$[A-Za-z0-9./+=]{4,128}\$[A-Za-z0-9./+=]{20,256}`,
  String.raw`\$PBKDF2\$HMACSHA\d{1,3}:\d{1,9}:[0-9a-f]{8,128}\$[0-9a-f]{40,256}`,
  String.raw`\bpbkdf2_sha\d{1,3}\$\d{1,9}\$[^$\s"'<>]{1,128}\$[A-Za-z0-9+/]{20,128}={0,2}`,
  String.raw`\bpbkdf2:\w{3,6}(?::\d{1,9})?\$[^$\s"'<>]{1,128}\$[0-9a-f]{32,256}`,
  String.raw`\bscrypt:\d{1,9}:\d{1,3}:\d{1,3}\$[^$\s"'<>]{1,128}\$[0-9a-f]{64,256}`,
  String.raw`\bscrypt\$\d{1,9}\$[^$\s"'<>]{1,128}\$\d{1,3}\$\d{1,3}\$[A-Za-z0-9+/]{40,128}={0,2}`,
  String.raw`\b(?:md5|sha1|sha256)\$[A-Za-z0-9]{1,64}\$[0-9a-f]{32,64}(?![0-9a-f])`,
  String.raw`\bSCRAM-SHA-256\$\d{1,9}:[A-Za-z0-9+/]{4,128}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=`,
  String.raw`\{(?:S?SHA(?:-?(?:256|384|512))?|S?MD5|CRYPT)\}[A-Za-z0-9+/.$]{13,200}={0,2}`,
]

const HASH = new RegExp(FORMS.join('|'), 'gi')

/**
 * A file without any of these keywords has none of the hashes: the literal beginnings of the patterns that are long enough for a
 * keyword.
 */
export const HASH_KEYWORDS: readonly string[] = [
  '$apr1$',
  '$2a$',
  '$2b$',
  '$2y$',
  '$2x$',
  '$sha1$',
  '$md5',
  '$shiro1$',
  '$argon2',
  '$scrypt$',
  '$pbkdf2',
  '{pbkdf2',
  'pbkdf2_sha',
  'pbkdf2:',
  'scrypt:',
  'scrypt$',
  'sha1$',
  'sha256$',
  'md5$',
  'scram-sha-',
  '{ssha',
  '{sha',
  '{smd5}',
  '{md5}',
  '{crypt}',
  '$1$',
  '$5$',
  '$6$',
  '$7$',
  '$8$',
  '$9$',
  '$y$',
  '$gy$',
  '$p$',
  '$h$',
  '$s$',
  'e1nts',
  '$$apr1',
  '$$2',
  'secret 4 ',
  ' encrypted',
]

/** `enable secret 4 …` of IOS; `username bob password … encrypted`, `enable password …` and `passwd …` of ASA and PIX. */
const CISCO =
  /(?<=^|\n)[ \t]{0,8}(?:username\s{1,4}(?<user>\S{1,64})\s[^\n]{0,60}?|enable\s{1,4})?(?:secret\s{1,4}4\s{1,4}(?<type4>[./0-9A-Za-z]{43})|(?:password|passwd)\s{1,4}(?<asa>[./0-9A-Za-z]{16})\s{1,4}encrypted)(?![./0-9A-Za-z])/g

/** How many hashes of one file are read. */
export const MAX_HASHES = 500

/** The hashes of a text that can be recognised by their form, each with the user name found before it. */
export function findHashes(text: string): readonly Credential[] {
  const found = new Map<string, Credential>()
  const add = (value: string, index: number, read: string, lines: (index: number) => number): void => {
    const user = userBefore(read, index)
    const line = lines(index)
    if (parseAny(value, user)) found.set(`${line} ${value}`, { user, value, form: 'any', line })
  }
  // Compose files write `$$` for one dollar.
  for (const read of text.includes('$$') ? [text, text.replaceAll('$$', '$')] : [text]) {
    const lines = createLines(read)
    for (const match of read.matchAll(HASH)) {
      add(match[0], match.index, read, lines)
      if (found.size >= MAX_HASHES) return [...found.values()]
    }
  }
  const plainLines = createLines(text)
  for (const { groups, index } of text.matchAll(CISCO)) {
    if (found.size >= MAX_HASHES) return [...found.values()]
    const { user = '', type4, asa = '' } = groups ?? {}
    const value = type4 === undefined ? `${CISCO_ASA}${asa}` : `${CISCO_4}${type4}`
    const line = plainLines(index)
    if (parseAny(value, user)) found.set(`${line} ${value}`, { user, value, form: 'any', line })
  }
  // The base 64 that LDIF writes values in: `userPassword:: e1NTSEF9…`
  const lines = createLines(text)
  for (const match of text.matchAll(/:: ?(e1[A-Za-z0-9+/]{20,300}={0,2})/g)) {
    if (found.size < MAX_HASHES) add(Buffer.from(match[1] ?? '', 'base64').toString('latin1'), match.index, text, lines)
  }
  return [...found.values()]
}
