import { decodeCisco7, decodeJettyObf, decodeJuniper9 } from '../hash/reversible.ts'
import { switchedOff } from '../environment.ts'
import type { Account, Credential, Exposure } from '../model.ts'
import { findAddresses } from './find-addresses.ts'
import { findCommands } from './find-commands.ts'
import { findHashes, MAX_HASHES } from './find-hashes.ts'
import { findLogins } from './find-logins.ts'
import { findBson, findProducts } from './find-products.ts'
import { findSettings } from './find-settings.ts'
import type { Setting } from './find-settings.ts'
import { createLines, lineBefore } from './lines.ts'
import { weakSettings } from './weak.ts'
import { textKindOf } from './where.ts'
import type { ValueKind } from './where.ts'

/** What is known of a text before it is read. */
export interface TextFacts {
  readonly path: string
  readonly keywords: ReadonlySet<string>
  /** Passwords of the user's own. */
  readonly dictionary: ReadonlySet<string>
}

/** What was found in a text. */
export interface TextFound {
  /** Weak passwords in clear. */
  readonly weak: readonly Account[]
  readonly hashes: readonly Credential[]
  readonly exposures: readonly Exposure[]
  /** What was not looked at, as sentences for the coverage. */
  readonly left?: readonly string[]
}

/** Reads a text file, or the readable parts of a binary file: databases store hashes as text. */
export function readText(bytes: Uint8Array, { path, dictionary }: TextFacts): TextFound {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isUtf16 = buffer[0] === 0xff && buffer[1] === 0xfe
  if (!isUtf16 && buffer.subarray(0, 8192).includes(0))
    return {
      weak: [],
      hashes: inBinary(buffer.toString('latin1')).map(({ line: _line, ...rest }) => rest),
      exposures: [],
    }
  const text = isUtf16 ? buffer.toString('utf16le', 2) : buffer.toString('utf8')
  const kind = textKindOf(path, text.slice(0, 128))
  if (kind === 'none') return { weak: [], hashes: [], exposures: [] }
  return kind === 'data' ? { weak: [], hashes: hashesOf(text), exposures: [] } : readValues(text, kind, dictionary)
}

/** Hashes in a binary file: databases store them as text, and dumps of MongoDB store their parts. */
function inBinary(text: string): readonly Credential[] {
  return [...findHashes(text), ...findBson(text)]
}

function hashesOf(text: string): readonly Credential[] {
  return [...findHashes(text), ...findProducts(text)]
}

/** Reads a text whose values are written as `kind` says. */
export function readValues(text: string, kind: ValueKind, dictionary: ReadonlySet<string>): TextFound {
  const hashes = hashesOf(text)
  const { settings: named, isCut } = findSettings(text, kind)
  const settings = [
    ...named,
    ...findAddresses(text, kind),
    ...findCommands(text),
    ...findLogins(text),
    ...findReversible(text),
  ]
  const unique = new Map(settings.map((setting) => [`${setting.line} ${setting.value}`, setting]))
  const exposures = kind === 'settings' ? findSwitches(text) : []
  return {
    weak: weakSettings([...unique.values()], dictionary),
    hashes,
    exposures,
    left: [
      ...(isCut ? ['more passwords in one file than are looked at'] : []),
      ...(hashes.length >= MAX_HASHES
        ? [`${MAX_HASHES} hashes in one file: what stands behind them was not looked at`]
        : []),
    ],
  }
}

/** Passwords in forms that anybody can read back: Cisco's type 7, Juniper's `$9$`, Jetty's OBF. */
function findReversible(text: string): readonly Setting[] {
  const lines = createLines(text)
  const found: Setting[] = []
  for (const match of text.matchAll(
    /\b(?:username\s{1,4}(\S{1,64})\s[^\n]{0,60}?)?(password|key|secret)\s{1,4}7\s{1,4}(\d\d[0-9A-Fa-f]{2,128})\b/g,
  )) {
    const value = decodeCisco7(match[3] ?? '')
    if (value !== undefined)
      found.push({ name: `${match[2]} 7`, value, user: match[1] ?? '', line: lines(match.index) })
  }
  for (const match of text.matchAll(/(?:^|[\s"'])(?:([\w-]{1,40})\s{1,4})?"?(\$9\$[\w./-]{4,400})/g)) {
    const value = decodeJuniper9(match[2] ?? '')
    if (value !== undefined)
      found.push({ name: `${match[1] ?? 'secret'} $9$`, value, user: '', line: lines(match.index) })
  }
  for (const match of text.matchAll(/(?:^|[\s"'>])(?:([\w.-]{1,64})\s{0,4}[:=]\s{0,4})?(OBF:[0-9a-zU]{4,512})/g)) {
    const value = decodeJettyObf(match[2] ?? '')
    if (value !== undefined) found.push({ name: 'OBF', value, user: match[1] ?? '', line: lines(match.index) })
  }
  return found
}

/** Settings that switch authentication off, as images' documentation names them. */
function findSwitches(text: string): readonly Exposure[] {
  const lines = createLines(text)
  const found: Exposure[] = []
  for (const match of text.matchAll(
    /\b([A-Z][A-Z0-9]{1,15}(?:_[A-Z0-9]{1,15}){1,6})["']?\s{0,4}[:=]\s{0,4}["']?([\w-]{1,32})/g,
  )) {
    const [, name = '', value = ''] = match
    if (switchedOff(name, value) && !/^\s{0,200}(?:#|\/\/)/.test(lineBefore(text, match.index, 200)))
      found.push({ rule: 'WEAK-013', evidence: `${name}=${value}`, line: lines(match.index) })
  }
  return found
}
