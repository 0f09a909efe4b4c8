import { CUT, DECODED, joinAll, knownValue, listOf, textOf, UNKNOWN } from '../../flow/value.ts'
import type { Value } from '../../flow/value.ts'
import { ARRAYS } from './arrays.ts'
import { decompress, digestOf, isDecompressor } from './bytes.ts'
import { pack, pregReplace, pregSplit, sprintf, strReplace, strTr, unpack } from './formats.ts'
import { DECODING, PLAIN } from './texts.ts'

/** Characters of one argument that are worked on. */
const MAX_INPUT = 6 << 20

const SPECIAL: Readonly<Record<string, (args: readonly Value[]) => Value | undefined>> = {
  sprintf,
  vsprintf: ([format = UNKNOWN, values]) => sprintf([format, ...(values?.items?.map.values() ?? [])]),
  pack,
  unpack,
  str_replace: (args) => strReplace(args, true),
  str_ireplace: (args) => strReplace(args, false),
  preg_replace: pregReplace,
  ereg_replace: ([pattern, put = UNKNOWN, subject = UNKNOWN]) =>
    pregReplace([knownValue(`/${textOf(pattern ?? UNKNOWN) ?? ''}/`), put, subject]),
  preg_split: pregSplit,
  strtok: ([text = UNKNOWN, by = UNKNOWN]) => {
    const [whole, chars] = [textOf(text), textOf(by)]
    return whole === undefined || chars === undefined
      ? undefined
      : knownValue(Array.from(whole).join('').split(chars.charAt(0))[0] ?? '', text.from | DECODED)
  },
  json_decode: ([text = UNKNOWN]) => decodeJson(textOf(text)),
}

function decodeJson(text: string | undefined): Value | undefined {
  if (text === undefined || text.length > 100_000) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'string' || typeof parsed === 'number') return knownValue(parsed)
    return Array.isArray(parsed) ? listOf(parsed.map((one) => knownValue(String(one)))) : undefined
  } catch {
    return undefined
  }
}

/** A function that only makes values of values; undefined where it is none. What it cannot compute keeps its origin. */
export function callPure(
  name: string,
  args: readonly Value[],
  spend: (characters: number) => boolean,
): Value | undefined {
  const isDecoding = Object.hasOwn(DECODING, name) || isDecompressor(name)
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : Object.hasOwn(ARRAYS, name) ? ARRAYS[name] : undefined
  if (!isDecoding && special === undefined && !Object.hasOwn(PLAIN, name)) {
    if (name === 'md5' || name === 'sha1') return digest(name, args[0])
    return undefined
  }
  for (const arg of args)
    if (typeof arg.known === 'string' && (arg.known.length > MAX_INPUT || !spend(arg.known.length)))
      return joinAll(args, CUT | DECODED)
  if (special !== undefined) {
    const made = special(args) ?? (Object.hasOwn(DECODING, name) ? callText(name, args) : undefined)
    return made ?? joinAll(args, isKnown(args) ? DECODED | (isLong(args) ? CUT : 0) : 0)
  }
  if (name === 'strtr' && args.length === 2) return strTr(args) ?? joinAll(args, DECODED)
  return callText(name, args) ?? joinAll(args, isDecoding ? DECODED : 0)
}

/** Longer texts, and larger arrays, meet the bounds of functions. */
const isLong = (args: readonly Value[]): boolean =>
  args.some(
    ({ known, items }) => (typeof known === 'string' && known.length >= 10_000) || (items?.map.size ?? 0) >= 500,
  )
/** What is known whole could be computed, but for bounds and what nobody has built. */
const isKnown = (args: readonly Value[]): boolean =>
  args.length > 0 &&
  args.every(({ known, items }) => known !== undefined || (items !== undefined && items.rest === undefined))

function callText(name: string, args: readonly Value[]): Value | undefined {
  const texts = args.map(textOf)
  if (!texts.every((text) => text !== undefined)) return undefined
  const isDecoding = Object.hasOwn(DECODING, name) || isDecompressor(name)
  let from = isDecoding ? DECODED : 0
  for (const arg of args) from |= arg.from
  const known = isDecompressor(name)
    ? decompress(name, texts[0] ?? '')
    : (isDecoding ? DECODING : PLAIN)[name]?.(...texts)
  return known === undefined
    ? undefined
    : { known, from, source: args.find(({ source }) => source !== undefined)?.source }
}

function digest(name: string, value: Value | undefined): Value {
  const text = textOf(value ?? UNKNOWN)
  const known = text === undefined ? undefined : digestOf(name, text)
  return known === undefined ? UNKNOWN : knownValue(known)
}
