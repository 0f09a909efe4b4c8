import { kib } from '@veinmind/sdk'
import type { Automaton } from './keyword-automaton.ts'
import type { WalkMaker } from './plain-walk.ts'
import { WALK_MODULE } from './walk-module.ts'

/** Bytes that are looked at in one call. With what is kept of them, and the rows that are in use, they fit a processor's own memory. */
const PIECE = kib(128)
/** The printable bytes of a piece are moved together. Each gap between them is kept as four bytes, at most one gap in 64 bytes. */
const KEPT = PIECE + 4 * (PIECE / 64)
const PAGE = kib(64)
const WORD = 4
/** The module takes rows for signed numbers. */
const MOST = 2 ** 31 - 1

/** The global of Node, which its types lack; undefined in a Node that runs without compilers. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object
    readonly Memory: new (pages: { readonly initial: number }) => {
      readonly buffer: ArrayBuffer
      grow(pages: number): number
    }
    readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
  }
}

interface WalkExports {
  readonly __heap_base: { readonly value: number }
  setup(...places: readonly number[]): void
  walk(bytes: number, length: number, row: number, file: number): number
  found(): number
}

/**
 * Walks in WebAssembly, of a module whose source is `tooling/keywords/src/walk.c`: four lanes as in JavaScript, over those bytes that
 * stand in a run of three printable ones. All walks share one memory with the tables; each call copies its bytes there. Undefined where
 * WebAssembly is not to be had, or has no memory for the tables.
 */
export function createWasmWalks(automaton: Automaton): WalkMaker | undefined {
  try {
    return instantiate(automaton)
  } catch {
    return undefined
  }
}

function instantiate({ columns, rows, firstEnd, shift, ends, overlap }: Automaton): WalkMaker {
  const module = new WebAssembly.Module(Buffer.from(WALK_MODULE, 'base64'))
  const memory = new WebAssembly.Memory({ initial: 1 })
  const { __heap_base: base, ...wasm } = new WebAssembly.Instance(module, { env: { memory } }).exports as WalkExports
  let end = base.value
  const allocate = (bytes: number): number => {
    const place = Math.ceil(end / 64) * 64
    end = place + bytes
    return place
  }
  const places = {
    columns: allocate(2 * columns.length),
    rows: allocate(WORD * rows.length),
    seen: allocate(WORD * ends.length),
    ended: allocate(WORD * ends.length),
    kept: allocate(KEPT),
    bytes: allocate(PIECE),
  }
  if (end > MOST) throw new RangeError('the tables are too large')
  memory.grow(Math.ceil(end / PAGE) - 1)

  const { buffer } = memory
  new Uint16Array(buffer, places.columns, columns.length).set(Uint16Array.from(columns, (column) => WORD * column))
  const byteRows = new Uint32Array(buffer, places.rows, rows.length)
  for (const [at, row] of rows.entries()) byteRows[at] = WORD * row
  const seen = new Uint32Array(buffer, places.seen, ends.length)
  const ended = new Uint32Array(buffer, places.ended, ends.length)
  const input = new Uint8Array(buffer, places.bytes, PIECE)
  const rowShift = shift + Math.log2(WORD)
  wasm.setup(places.columns, places.rows, WORD * firstEnd, rowShift, overlap, places.seen, places.ended, places.kept)
  /** All walks share one table of what was seen, so that files are numbered over all of them. */
  let files = 0

  return (note) => {
    let file = 0
    let row = 0
    const lookAt = (piece: Uint8Array): void => {
      input.set(piece)
      row = wasm.walk(places.bytes, piece.length, row, file)
      const count = wasm.found()
      for (let at = 0; at < count; at += 1) note(ended[at] ?? 0)
    }
    const reset = (): void => {
      files = (files + 1) >>> 0
      if (files === 0) {
        seen.fill(0)
        files = 1
      }
      file = files
      row = 0
    }
    reset()
    return {
      reset,
      look(bytes) {
        if (bytes.length <= PIECE) lookAt(bytes)
        else for (let at = 0; at < bytes.length; at += PIECE) lookAt(bytes.subarray(at, at + PIECE))
      },
    }
  }
}
