import { unescapeDouble } from '../syntax/escapes.ts'
import { bytesOf, fromBytes } from './bytes.ts'

/** A function of texts and numbers whose arguments are all known; undefined where it gives nothing that is of use. */
export type Pure = (...args: readonly (string | undefined)[]) => string | number | boolean | undefined

const at = (value: string | undefined, otherwise: number): number =>
  value === undefined ? otherwise : Math.trunc(Number(value) || 0)

/** A piece of a text, as PHP counts: from the end where it is negative. */
export function substr(text: string, from: number, length: number = text.length): string {
  const start = from < 0 ? Math.max(0, text.length + from) : from
  const end = length < 0 ? text.length + length : start + length
  return text.slice(start, Math.max(start, end))
}

const translate = (text: string, from: string, to: string): string => {
  const table = new Map(
    from
      .slice(0, to.length)
      .split('')
      .map((char, index) => [char, to.charAt(index)]),
  )
  return text.replace(/[^]/g, (char) => table.get(char) ?? char)
}

const rot13 = (text: string): string =>
  text.replace(/[a-z]/gi, (char) => {
    const code = char.charCodeAt(0)
    const base = code < 97 ? 65 : 97
    return String.fromCharCode(((code - base + 13) % 26) + base)
  })

const trimmed = (text: string, chars: string | undefined, where: 'both' | 'left' | 'right'): string => {
  const set = new Set(chars ?? ' \t\n\r\0\v')
  let start = 0
  let end = text.length
  if (where !== 'right') while (start < end && set.has(text.charAt(start))) start += 1
  if (where !== 'left') while (end > start && set.has(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

/** Functions that take texts apart and put them together, without hiding anything. */
export const PLAIN: Readonly<Record<string, Pure>> = {
  trim: (text = '', chars) => trimmed(text, chars, 'both'),
  ltrim: (text = '', chars) => trimmed(text, chars, 'left'),
  rtrim: (text = '', chars) => trimmed(text, chars, 'right'),
  chop: (text = '', chars) => trimmed(text, chars, 'right'),
  strtolower: (text = '') => text.toLowerCase(),
  strtoupper: (text = '') => text.toUpperCase(),
  mb_strtolower: (text = '') => text.toLowerCase(),
  mb_strtoupper: (text = '') => text.toUpperCase(),
  ucfirst: (text = '') => text.charAt(0).toUpperCase() + text.slice(1),
  lcfirst: (text = '') => text.charAt(0).toLowerCase() + text.slice(1),
  ucwords: (text = '') => text.replace(/(^|\s)[a-z]/g, (found) => found.toUpperCase()),
  nl2br: (text = '') => text,
  stripslashes: (text = '') => text.replace(/\\([^])/g, '$1'),
  addslashes: (text = '') => text.replace(/(['"\\])/g, '\\$1'),
  strval: (text = '') => text,
  htmlspecialchars_decode: (text = '') => decodeEntities(text),
  html_entity_decode: (text = '') => decodeEntities(text),
  dirname: (text = '') => text.replace(/[/\\][^/\\]*$/, ''),
  basename: (text = '', suffix) => {
    const base = text.replace(/^.*[/\\]/, '')
    return suffix !== undefined && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base
  },
  strip_tags: (text = '') => text.replace(/<[^>]{0,1000}>/g, ''),
  number_format: (text = '') => text,
  strlen: (text = '') => text.length,
  mb_strlen: (text = '') => text.length,
  ord: (text = '') => (text === '' ? 0 : text.charCodeAt(0)),
  intval: (text = '', base) => {
    const value = base === undefined || base === '10' ? Number.parseFloat(text) : Number.parseInt(text, at(base, 10))
    return Number.isNaN(value) ? 0 : Math.trunc(value)
  },
  floor: (text = '0') => Math.floor(Number(text)),
  ceil: (text = '0') => Math.ceil(Number(text)),
  round: (text = '0') => Math.round(Number(text)),
  abs: (text = '0') => Math.abs(Number(text)),
  sqrt: (text = '0') => Math.sqrt(Number(text)),
  pow: (a = '0', b = '0') => Number(a) ** Number(b),
  fmod: (a = '0', b = '1') => Number(a) % Number(b),
  intdiv: (a = '0', b = '1') => Math.trunc(Number(a) / Number(b)),
  max: (a = '0', b = '0') => Math.max(Number(a), Number(b)),
  min: (a = '0', b = '0') => Math.min(Number(a), Number(b)),
  strpos: (text = '', part = '', from) => found(text.indexOf(part, at(from, 0))),
  stripos: (text = '', part = '', from) => found(text.toLowerCase().indexOf(part.toLowerCase(), at(from, 0))),
  strrpos: (text = '', part = '') => found(text.lastIndexOf(part)),
  substr_count: (text = '', part = '') => (part === '' ? 0 : text.split(part).length - 1),
  strcmp: (a = '', b = '') => (a === b ? 0 : a < b ? -1 : 1),
  strcasecmp: (a = '', b = '') => (a.toLowerCase() === b.toLowerCase() ? 0 : 1),
}

const found = (index: number): number | boolean => (index === -1 ? false : index)

const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', nbsp: '\xa0' }
const decodeEntities = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,3})|#x([\da-f]{1,2})|([a-z]{2,5}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (decimal !== undefined) return String.fromCharCode(Number(decimal) & 255)
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      return ENTITIES[(name as string).toLowerCase()] ?? whole
    },
  )

/** Functions by which texts are hidden: what comes out is said to be decoded. */
export const DECODING: Readonly<Record<string, Pure>> = {
  chr: (text = '') => String.fromCharCode(((Number(text) % 256) + 256) % 256),
  mb_chr: (text = '') => String.fromCharCode(Number(text) & 255),
  strrev: (text = '') => text.split('').toReversed().join(''),
  str_rot13: (text = '') => rot13(text),
  base64_decode: (text = '') => fromBytes(Buffer.from(text.replace(/[^a-zA-Z0-9+/]/g, ''), 'base64')),
  hex2bin: (text = '') => fromBytes(Buffer.from(text, 'hex')),
  urldecode: (text = '') => percent(text.replaceAll('+', ' ')),
  rawurldecode: (text = '') => percent(text),
  convert_uudecode: (text = '') => uudecode(text),
  quoted_printable_decode: (text = '') =>
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  stripcslashes: (text = '') => unescapeDouble(text, '"'),
  substr: (text = '', from, length) => substr(text, at(from, 0), length === undefined ? undefined : at(length, 0)),
  mb_substr: (text = '', from, length) => substr(text, at(from, 0), length === undefined ? undefined : at(length, 0)),
  strtr: (text = '', from, to) => (from === undefined || to === undefined ? undefined : translate(text, from, to)),
  strstr: (text = '', part = '', before) => {
    const index = text.indexOf(part)
    if (index === -1) return false
    return before ? text.slice(0, index) : text.slice(index)
  },
  stristr: (text = '', part = '') => {
    const index = text.toLowerCase().indexOf(part.toLowerCase())
    return index === -1 ? false : text.slice(index)
  },
  strrchr: (text = '', part = '') => {
    const index = text.lastIndexOf(part.charAt(0))
    return index === -1 ? false : text.slice(index)
  },
  str_repeat: (text = '', times) =>
    text.length * at(times, 1) > 1 << 22 ? undefined : text.repeat(Math.max(0, at(times, 1))),
  substr_replace: (text = '', put = '', from, length) => {
    const start = at(from, 0) < 0 ? Math.max(0, text.length + at(from, 0)) : at(from, 0)
    const end =
      length === undefined ? text.length : at(length, 0) < 0 ? text.length + at(length, 0) : start + at(length, 0)
    return text.slice(0, start) + put + text.slice(Math.max(start, end))
  },
  str_pad: (text = '', length, pad = ' ') => (at(length, 0) > 1 << 20 ? undefined : text.padEnd(at(length, 0), pad)),
  wordwrap: (text = '') => text,
  dechex: (text = '0') => Math.trunc(Number(text)).toString(16),
  hexdec: (text = '0') => Number.parseInt(text.replace(/^0x/i, ''), 16) || 0,
  decbin: (text = '0') => Math.trunc(Number(text)).toString(2),
  bindec: (text = '0') => Number.parseInt(text, 2) || 0,
  decoct: (text = '0') => Math.trunc(Number(text)).toString(8),
  octdec: (text = '0') => Number.parseInt(text, 8) || 0,
  base_convert: (text = '', from, to) => {
    const value = Number.parseInt(text, Math.min(36, Math.max(2, at(from, 10))))
    return Number.isNaN(value) ? '0' : value.toString(Math.min(36, Math.max(2, at(to, 10))))
  },
  base64_encode: (text = '') => bytesOf(text).toString('base64'),
  bin2hex: (text = '') => bytesOf(text).toString('hex'),
  urlencode: (text = '') => escape(text),
  rawurlencode: (text = '') => escape(text),
}

const percent = (text: string): string =>
  text.replace(/%([\da-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const escape = (text: string): string =>
  text.replace(/[^\w.-]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

function uudecode(text: string): string {
  let out = ''
  for (const line of text.split('\n')) {
    const length = (line.charCodeAt(0) - 32) & 63
    if (line === '' || length === 0) continue
    const bytes: number[] = []
    for (let index = 1; index < line.length; index += 4) {
      const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((next) => (line.charCodeAt(index + next) - 32) & 63)
      bytes.push((a << 2) | (b >> 4), ((b & 15) << 4) | (c >> 2), ((c & 3) << 6) | d)
    }
    out += String.fromCharCode(...bytes.slice(0, length))
  }
  return out
}
