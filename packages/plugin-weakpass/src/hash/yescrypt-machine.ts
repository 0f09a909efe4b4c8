import { YESCRYPT_WASM } from './yescrypt-wasm.ts'

/** Bytes of the S-boxes of one lane: three of 256 entries of two 64-bit words. */
export const BOX_BYTES: number = 3 * 4096

/** Where the S-boxes of a lane lie and where its next write goes, in bytes. */
export interface Boxes {
  s0: number
  s1: number
  s2: number
  next: number
}

/** The memory of one computation, and the mixing of a state in it. Places are in bytes. */
export interface Machine {
  readonly words: Int32Array
  readonly stateAt: number
  readonly tableAt: number
  /** Makes the S-boxes of a lane the current ones. */
  readonly load: (boxes: Boxes) => void
  /** Keeps where the current ones have got to. */
  readonly save: (boxes: Boxes) => void
  /** Copies a state. */
  readonly store: (to: number, from: number, size: number) => void
  /** Xors a state with an entry of the table, writes it back there with `write`, and mixes it. */
  readonly mix: (state: number, entry: number, size: number, write: 0 | 1) => void
  readonly blockmix: (state: number, size: number) => void
}

/** WebAssembly as far as it is used here: its types are in lib.dom, of which nothing else is wanted. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

const { Module, Memory, Instance } = (globalThis as unknown as { readonly WebAssembly: WebAssemblyApi }).WebAssembly

interface Exports {
  readonly s0: { value: number }
  readonly s1: { value: number }
  readonly s2: { value: number }
  readonly next: { value: number }
  readonly store: Machine['store']
  readonly mix: Machine['mix']
  readonly blockmix: Machine['blockmix']
}

let code: object | undefined
let last: { readonly bytes: number; readonly machine: Machine } | undefined

/** A machine for states of `size` bytes, a table of `table` bytes and `lanes` sets of S-boxes; the last one is used again. */
export function createMachine(of: { readonly size: number; readonly table: number; readonly lanes: number }): Machine {
  const stateAt = of.lanes * BOX_BYTES
  const tableAt = stateAt + of.size
  const bytes = tableAt + of.table
  if (last?.bytes === bytes && last.machine.stateAt === stateAt && last.machine.tableAt === tableAt) return last.machine
  last = undefined
  code ??= new Module(Buffer.from(YESCRYPT_WASM, 'base64'))
  const memory = new Memory({ initial: Math.ceil(bytes / 65_536) })
  const { exports } = new Instance(code, { yescrypt: { memory } })
  const { s0, s1, s2, next, store, mix, blockmix } = exports as Exports
  const machine: Machine = {
    words: new Int32Array(memory.buffer),
    stateAt,
    tableAt,
    load: (boxes) => {
      ;[s0.value, s1.value, s2.value, next.value] = [boxes.s0, boxes.s1, boxes.s2, boxes.next]
    },
    save: (boxes) => {
      ;[boxes.s0, boxes.s1, boxes.s2, boxes.next] = [s0.value, s1.value, s2.value, next.value]
    },
    store,
    mix,
    blockmix,
  }
  last = { bytes, machine }
  return machine
}
