import { isObject } from '@veinmind/internal'
import { content, digest, head, magic, metadata, mib, spool, stream } from '@veinmind/sdk'
import type { DigestOptions, Entry, EntryType, Magic, Want } from '@veinmind/sdk'
import { compileGlob } from './glob.ts'
import type { Matcher } from './glob.ts'

/** Most of a file that travels in a message. */
const MAX_CONTENT = mib(16)
const MAX_NAMES = 1000
const MAX_NAME = 200
const MAX_MAGICS = 100
/** A symbolic link is offered as what it ends at. */
const TYPES: readonly EntryType[] = ['file', 'directory', 'character', 'block', 'fifo', 'socket']
const DIGESTS = ['md5', 'sha1', 'sha256'] as const

/** What an inspector wants of the entries that a rule is about. */
export interface WantRule {
  matches(entry: Entry): boolean
  readonly want: Want
}

/** The rules of a manifest; throws a `TypeError` with what is wrong. The first that matches an entry counts. */
export function parseWantRules(value: unknown): readonly WantRule[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_NAMES) throw new TypeError('wants is no list')
  return value.map(parseRule)
}

function parseRule(value: unknown): WantRule {
  if (!isObject(value)) throw new TypeError('a want is no object')
  const types = listOf(value['types'] ?? ['file'], 'types')
  if (types.some((type) => !TYPES.includes(type as EntryType))) throw new TypeError('types has one that is none')
  const names = value['names'] === undefined ? undefined : listOf(value['names'], 'names').map(toMatcher)
  const bits = numberOf(value['anyMode'], 'anyMode')
  const least = numberOf(value['minSize'], 'minSize') ?? 0
  const most = numberOf(value['maxSize'], 'maxSize') ?? Infinity
  return {
    want: parseWant(value),
    matches: ({ type, path, mode, size }) =>
      types.includes(type) &&
      (bits === undefined || (mode & bits) !== 0) &&
      size >= least &&
      size <= most &&
      (names === undefined || names.some((match) => match(path))),
  }
}

function toMatcher(pattern: string): Matcher {
  if (pattern === '' || pattern.length > MAX_NAME) throw new TypeError('a name is empty or too long')
  return compileGlob(pattern)
}

/** A want as a plugin writes it: of a manifest, or in an answer. Throws a `TypeError` with what is wrong. */
export function parseWant(value: unknown): Want {
  if (!isObject(value)) throw new TypeError('a want is no object')
  const { give } = value
  const options = optionsOf(value)
  if (give === 'metadata') return metadata()
  if (give === 'stream') return stream(options)
  if (give === 'digest') return digest(options.digests ?? ['sha256'], options)
  const max = numberOf(value['max'], 'max')
  if (max === undefined) throw new TypeError('a want of content has no max')
  if (give === 'spool') return spool({ max, ...options })
  if (max > MAX_CONTENT) throw new TypeError(`max is more than ${MAX_CONTENT}`)
  if (give === 'head') return head(max, options)
  if (give !== 'content') throw new TypeError('give is none of metadata, head, content, stream, spool, digest')
  return content({
    max,
    over: value['over'] === 'head' ? 'head' : 'skip',
    keywords: value['keywords'] === true,
    ...options,
  })
}

function optionsOf({ magic: beginnings, digests }: Readonly<Record<string, unknown>>): DigestOptions {
  if (digests !== undefined && listOf(digests, 'digests').some((name) => !DIGESTS.some((known) => known === name)))
    throw new TypeError('digests has one that is none')
  return {
    ...(beginnings === undefined ? {} : { when: magic(magicsOf(beginnings)) }),
    ...(digests === undefined ? {} : { digests: digests as (typeof DIGESTS)[number][] }),
  }
}

/** Beginnings of files in hexadecimal: `"7f454c46"`, or `{ "at": 257, "hex": "7573746172" }`. */
function magicsOf(value: unknown): readonly Magic[] {
  if (!Array.isArray(value) || value.length > MAX_MAGICS) throw new TypeError('magic is no list')
  return value.map((one: unknown) => {
    const { at = 0, hex = one } = isObject(one) ? one : {}
    if (typeof hex !== 'string' || !/^(?:[0-9a-f]{2}){1,64}$/i.test(hex))
      throw new TypeError('magic is not hexadecimal')
    return { at: numberOf(at, 'at') ?? 0, bytes: Buffer.from(hex, 'hex') }
  })
}

function listOf(value: unknown, what: string): readonly string[] {
  const isList = Array.isArray(value) && value.length <= MAX_NAMES && value.every((one) => typeof one === 'string')
  if (!isList) throw new TypeError(`${what} is no list of texts`)
  return value
}

function numberOf(value: unknown, what: string): number | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw new TypeError(`${what} is not 0, 1, 2, …`)
}
