import { load } from 'js-yaml'
import type { InputFile } from './files.ts'
import type { Converted } from '../model.ts'
import { csaf } from './csaf.ts'
import { debianTracker } from './debian-tracker.ts'
import { endOfLife } from './end-of-life.ts'
import { epss, kev, linesOf, nvd } from './flaw-facts.ts'
import { convertOsv, osv } from './osv.ts'
import { dpkgOval } from './oval-dpkg.ts'
import { oval } from './oval.ts'
import { photon } from './photon.ts'
import { php } from './php.ts'
import { ruby } from './ruby.ts'
import { secdb } from './secdb.ts'
import type { DocumentConverter, StreamConverter } from './types.ts'
import { updateInfo } from './update-info.ts'
import { splitJson } from './split-json.ts'

/** Every source that is read document by document. The first that knows a document reads it. */
const DOCUMENTS: readonly DocumentConverter[] = [osv, secdb, csaf, photon, kev, ruby, php, endOfLife]

/** Every source that is read as a stream. */
const STREAMS: readonly StreamConverter[] = [debianTracker, nvd, epss, dpkgOval, oval, updateInfo]

/** What is looked at to know a document. */
const HEAD = 65_536
/** Documents up to here are parsed at once. */
const WHOLE = 16 * 2 ** 20
/** Lists of links within a feed, not advisories: `all.json` of Chainguard, settings of a repository. */
const NO_ADVISORIES = /^(?:package(?:-lock)?|tsconfig|osv-schema|schema|index)\.json$/i

/** What a file holds, whatever source it is from. Never throws for what is in it. */
export async function* convertFile(file: InputFile): AsyncGenerator<Converted> {
  try {
    yield* convert(file)
  } catch (error) {
    yield { kind: 'bad', where: file.path, reason: oneLine(error) }
  }
}

async function* convert(file: InputFile): AsyncGenerator<Converted> {
  if (/\.(?:jsonl|ndjson)$/i.test(file.name)) {
    let number = 0
    for await (const line of linesOf(file.chunks())) {
      number += 1
      if (line.trim() === '') continue
      yield convertText(line, `${file.path}:${number}`)
    }
    return
  }
  const { head, whole, chunks } = await peek(file)
  const large = { path: file.path, name: file.name, head, chunks }
  const stream = STREAMS.find((each) => each.matches(large))
  if (stream !== undefined) {
    yield* stream.convert(large)
    return
  }
  if (whole === undefined) {
    if (!/^\s*\[\s*\{/.test(head)) throw new RangeError('it is too large for a document of a source that is known')
    for await (const { text } of splitJson(chunks())) yield convertText(text, file.path)
    return
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: false }).decode(whole)
  if (/^\s*</.test(head) || /\.csv$/i.test(file.name)) {
    yield { kind: 'unknown', where: file.path }
    return
  }
  const value = /\.ya?ml$/i.test(file.name) ? load(text) : JSON.parse(text)
  const document = { path: file.path, name: file.name, value }
  const converter = DOCUMENTS.find((each) => each.matches(document))
  if (converter !== undefined) yield* converter.convert(document)
  else if (!NO_ADVISORIES.test(file.name)) yield { kind: 'unknown', where: file.path }
}

function convertText(text: string, where: string): Converted {
  try {
    return convertOsv(JSON.parse(text), where)
  } catch (error) {
    return { kind: 'bad', where, reason: oneLine(error) }
  }
}

interface Peeked {
  readonly head: string
  /** The bytes, if there are not too many to be parsed at once. */
  readonly whole: Uint8Array | undefined
  /** All of it again. */
  readonly chunks: () => AsyncIterable<Uint8Array>
}

async function peek(file: InputFile): Promise<Peeked> {
  const iterator = file.chunks()[Symbol.asyncIterator]()
  const parts: Buffer[] = []
  let length = 0
  let isDone = false
  while (length <= WHOLE && !isDone) {
    const { done, value } = await iterator.next()
    if (done === true) isDone = true
    else {
      // Its memory is used again for the next.
      parts.push(Buffer.from(value))
      length += value.length
    }
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield* parts
    if (!isDone) yield* { [Symbol.asyncIterator]: () => iterator }
  }
  const head = Buffer.concat(parts.slice(0, 8)).subarray(0, HEAD).toString()
  return { head, whole: isDone ? Buffer.concat(parts) : undefined, chunks }
}

function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 200)
}
