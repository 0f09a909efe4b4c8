import { gunzipSync, inflateSync } from 'node:zlib'
import { decodeEscapes } from '../syntax/escapes.ts'
import { known, MAX_VALUE, unknown } from './value.ts'
import type { Value } from './value.ts'

/** What a program that only turns a text into another prints. */
export interface Filter {
  readonly name: string
  /** The words behind the name. */
  readonly args: readonly string[]
  readonly input: Value
}

/** What a filter prints. Undefined for a program that is not known here, and when its input is not known. */
export function filter({ name, args, input }: Filter): Value | undefined {
  const decode = decoderOf(name, args)
  if (!decode) return undefined
  if (!input.isKnown && decode.encoding === '') return unknown(input.text, [input])
  if (!input.isKnown) return unknown(input.text, [{ ...input, encodings: [...input.encodings, decode.encoding] }])
  const text = decode.decode(input.text)
  if (text === undefined) return unknown('', [input])
  const encodings = decode.encoding === '' ? input.encodings : [...input.encodings, decode.encoding]
  return known(text, encodings)
}

interface Decoder {
  /** `''` for what hides nothing. */
  readonly encoding: string
  readonly decode: (text: string) => string | undefined
}

function decoderOf(name: string, args: readonly string[]): Decoder | undefined {
  const has = (...letters: readonly string[]): boolean =>
    args.some((word) =>
      letters.some(
        (one) =>
          word === one ||
          (/^-[A-Za-z]/.test(word) &&
            one.length === 2 &&
            !word.startsWith('--') &&
            word.slice(1).includes(one.slice(1))),
      ),
    )
  if (name === 'base64') return has('-d', '-D', '--decode') ? BASE64 : undefined
  if (name === 'base32') return has('-d', '--decode') ? { encoding: 'base32', decode: base32 } : undefined
  if (name === 'basenc')
    return args.includes('--base16') ? HEX : args.includes('--base32') ? { encoding: 'base32', decode: base32 } : BASE64
  if (name === 'xxd') return has('-r') ? HEX : undefined
  if (name === 'openssl')
    return /^(?:base64|enc)$/.test(args[0] ?? '') &&
      has('-d') &&
      !args.some((word) => /^-(?:aes|des|bf|rc4)/.test(word))
      ? BASE64
      : undefined
  if (name === 'rev')
    return {
      encoding: 'reversed',
      decode: (text) =>
        text
          .split('\n')
          .map((line) => Array.from(line).toReversed().join(''))
          .join('\n'),
    }
  if (name === 'tac')
    return { encoding: '', decode: (text) => `${text.replace(/\n$/, '').split('\n').toReversed().join('\n')}\n` }
  if (name === 'tr') return translation(args)
  if (/^(?:gunzip|zcat)$/.test(name) || (name === 'gzip' && has('-d', '--decompress')))
    return { encoding: 'gzip', decode: inflate }
  if (name === 'cat' || name === 'tee' || name === 'head' || name === 'tail')
    return { encoding: '', decode: (text) => text }
  return undefined
}

const BASE64: Decoder = {
  encoding: 'base64',
  // Binary data is kept as one character a byte, so that it can be unpacked afterwards.
  decode: (text) => Buffer.from(text.replaceAll(/\s/g, ''), 'base64').toString('latin1'),
}
const HEX: Decoder = {
  encoding: 'hex',
  decode: (text) => Buffer.from(text.replaceAll(/^[0-9a-f]+: |\\x|0x|[\s,]/gim, ''), 'hex').toString('latin1'),
}

function base32(text: string): string {
  let bits = 0
  let value = 0
  let decoded = ''
  for (const character of text.toUpperCase()) {
    const index = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character)
    if (index === -1) continue
    value = ((value << 5) | index) & 0xff_ff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    decoded += String.fromCodePoint((value >> bits) & 0xff)
  }
  return decoded
}

function inflate(text: string): string | undefined {
  const bytes = Buffer.from(text, 'latin1')
  for (const unpack of [gunzipSync, inflateSync]) {
    try {
      return unpack(bytes, { maxOutputLength: MAX_VALUE }).toString('latin1')
    } catch {
      // The bytes are not in this format: the next one is tried.
    }
  }
  return undefined
}

/** `tr 'A-Za-z' 'N-ZA-Mn-za-m'`, `tr -d x`. */
function translation(args: readonly string[]): Decoder | undefined {
  const sets = args.filter((word) => !/^-[a-z]+$/i.test(word)).map(unfoldSet)
  const [from = [], to] = sets
  if (args.some((word) => /^-[a-z]*d/.test(word))) {
    const gone = new Set(from)
    return {
      encoding: 'tr',
      decode: (text) =>
        Array.from(text)
          .filter((character) => !gone.has(character))
          .join(''),
    }
  }
  if (!to || args.some((word) => /^-[a-z]*[cC]/.test(word))) return undefined
  const table = new Map(from.map((character, index) => [character, to[index] ?? to.at(-1) ?? '']))
  return {
    encoding: 'tr',
    decode: (text) => Array.from(text, (character) => table.get(character) ?? character).join(''),
  }
}

function unfoldSet(set: string): readonly string[] {
  const named = set
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:space:]', ' \t\n')
  const characters = Array.from(decodeEscapes(named)).slice(0, 1_000)
  const all: string[] = []
  for (let at = 0; at < characters.length; at++) {
    const [from = '', dash, to] = characters.slice(at, at + 3)
    if (dash !== '-' || to === undefined) all.push(from)
    else {
      const last = Math.min(to.codePointAt(0) ?? 0, (from.codePointAt(0) ?? 0) + 255)
      for (let code = from.codePointAt(0) ?? 0; code <= last; code++) all.push(String.fromCodePoint(code))
      at += 2
    }
  }
  return all
}
