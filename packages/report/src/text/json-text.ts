import type { Json } from '@veinmind/sdk'
import { mapStrings } from '../redact/map-strings.ts'
import { wellFormed } from '../validate/well-formed.ts'

// What JSON may hold raw and a terminal or a script may act on: C1 controls, changes of direction, line separators.
// oxlint-disable-next-line no-control-regex
const ACTIVE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** A value as indented JSON that is valid Unicode and that nothing acts on when it is shown; read back, it is the same. */
export function jsonText(value: Json | object): string {
  return `${indented(value)}\n`
}

/** UTF-16 units, at least, of a block. */
const BLOCK = 1 << 16

/** The same text in pieces that are not small: each of them is written by itself. */
export function* inBlocks(pieces: () => Iterable<string>): Generator<string> {
  let block: string[] = []
  let size = 0
  for (const piece of pieces()) {
    block.push(piece)
    size += piece.length
    if (size < BLOCK) continue
    yield block.join('')
    block = []
    size = 0
  }
  yield block.join('')
}

/** Items of a list that are one piece. */
const PIECE = 20

/** `jsonText` of an object in pieces: its long lists are cut. */
export function* jsonPieces(members: object): Generator<string> {
  let before = '{\n'
  for (const [name, value] of Object.entries(members) as [string, Json][]) {
    yield before
    if (Array.isArray(value) && value.length > PIECE) yield* listPieces(name, value)
    else yield indented({ [name]: value }).slice('{\n'.length, -'\n}'.length)
    before = ',\n'
  }
  yield '\n}\n'
}

function* listPieces(name: string, items: readonly Json[]): Generator<string> {
  let before = `  ${JSON.stringify(name)}: [\n`
  for (let start = 0; start < items.length; start += PIECE) {
    // As deep as they stand in the object.
    yield before + indented([items.slice(start, start + PIECE)]).slice('[\n  [\n'.length, -'\n  ]\n]'.length)
    before = ',\n'
  }
  yield '\n  ]'
}

/** A value as JSON in one line, with what `jsonText` promises. */
export function jsonLine(value: Json | object): string {
  return written(value, 0)
}

function indented(value: Json | object): string {
  return written(value, 2)
}

function written(value: Json | object, indent: number): string {
  const text = JSON.stringify(value, undefined, indent)
  // A lone surrogate is written as an escape that begins so.
  const valid = text.includes('\\ud') ? JSON.stringify(mapStrings(value, wellFormed), undefined, indent) : text
  return valid.replace(ACTIVE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
