import type { Source } from './types.ts'
import { findDirectory } from './zip/directory.ts'

/** What an archive is, by its bytes. */
export type Kind = 'zip' | 'gzip' | 'tar' | 'bzip2' | 'xz' | 'zstd' | '7z' | 'rar'

/** Bytes of a header of tar. */
export const TAR_BLOCK = 512
const MAGIC: readonly (readonly [kind: Kind, hex: string])[] = [
  ['gzip', '1f8b08'],
  ['bzip2', '425a68'],
  ['xz', 'fd377a585a00'],
  ['zstd', '28b52ffd'],
  ['7z', '377abcaf271c'],
  ['rar', '526172211a07'],
]

const ZIP_MEMBER = '504b0304'

/** Names that archives go by. */
const NAMES =
  /\.(?:zip|jar|war|ear|sar|rar|aar|hpi|jpi|par|kar|lpkg|nar|apk|whl|egg|nupkg|vsix|phar|conda|tar|tgz|gz|zst)$/i

/** The kind of what stands in `source`; `undefined` when it is no archive that is known. */
export async function kindOf(source: Source): Promise<Kind | undefined> {
  const head = Buffer.from(await source.read(0, TAR_BLOCK))
  const hex = head.toString('hex', 0, 8)
  const known = MAGIC.find(([, magic]) => hex.startsWith(magic))?.[0]
  if (known !== undefined) return known
  if (isTar(head)) return 'tar'
  // A zip is known by its end: a program or a script may stand before it. One that lacks its end is known by its first member.
  if (hex.startsWith(ZIP_MEMBER)) return 'zip'
  return (await findDirectory(source)) === undefined ? undefined : 'zip'
}

/** Whether a member is named as archives are. */
export function isNamedAsArchive(name: string): boolean {
  return NAMES.test(name)
}

/** A header block of tar, of any age: its checksum is right. */
export function isTar(head: Buffer): boolean {
  if (head.length < TAR_BLOCK || head[0] === 0) return false
  const [, digits] = /^ *([0-7]+)[ \0]/.exec(head.toString('latin1', 148, 156)) ?? []
  if (digits === undefined) return false
  let sum = 0
  for (let at = 0; at < TAR_BLOCK; at++) sum += at >= 148 && at < 156 ? 0x20 : (head[at] ?? 0)
  return sum === Number.parseInt(digits, 8)
}
