import { BOX_BYTES, createMachine } from './yescrypt-machine.ts'
import type { Boxes, Machine } from './yescrypt-machine.ts'
import { blockMixSalsa, shuffle, unshuffle } from './yescrypt-salsa.ts'

/** What a setting says of the mixing: cost, block size, lanes, extra time. */
export interface Cost {
  readonly n: number
  readonly r: number
  readonly p: number
  readonly t: number
}

/** SMix of yescrypt proper (YESCRYPT_RW), in place; `onBoxes` sees the last block of the first lane once its S-boxes are made. */
export function smixRw(b: Int32Array, { n, r, p, t }: Cost, onBoxes: (block: Uint8Array) => void): void {
  const size = 128 * r
  const words = 32 * r
  const all = t > 1 ? Math.floor(n / p) * (t - 1) : Math.floor((Math.floor(n / p) * (t === 1 ? 2 : 1) + 2) / 3)
  const rw = even(Math.floor(all / p))
  const chunk = Math.floor(n / p) - (Math.floor(n / p) % 2)
  const machine = createMachine({ size, table: size * n, lanes: p })
  const boxes: Boxes[] = []
  for (let i = 0; i < p; i++) {
    const lane = b.subarray(i * words, (i + 1) * words)
    const count = i < p - 1 ? chunk : n - chunk * i
    const from = machine.tableAt + chunk * i * size
    const own = makeBoxes(lane.subarray(0, 32), machine, i)
    if (i === 0) onBoxes(new Uint8Array(lane.buffer, lane.byteOffset + size - 64, 64))
    withState(lane, machine, own, () => {
      fill(machine, { from, count, size })
      walk(machine, { from, count: powerFloor(count), size, loops: rw, write: 1 })
    })
    boxes.push(own)
  }
  for (const [i, own] of boxes.entries()) {
    const lane = b.subarray(i * words, (i + 1) * words)
    withState(lane, machine, own, () =>
      walk(machine, { from: machine.tableAt, count: n, size, loops: even(all) - rw, write: 0 }),
    )
  }
}

/** SMix with Salsa20/8 of one lane, in place: what YESCRYPT_WORM does, and scrypt where `t` is 0. */
export function smixSalsa(b: Int32Array, { n, r, t }: Cost): void {
  const words = 32 * r
  const table = new Int32Array(words * n)
  const state = shuffle(b)
  const room = new Int32Array(words + 16)
  fillSalsa(state, table, room)
  const loops = even(t === 0 ? n : (t === 1 ? n + Math.floor((n + 1) / 2) : n) * t)
  for (let i = 0; i < loops; i++) {
    const at = (state[words - 16]! & (n - 1)) * words
    for (let k = 0; k < words; k++) state[k] = state[k]! ^ table[at + k]!
    blockMixSalsa(state, room, r)
  }
  unshuffle(state, b)
}

/** The S-boxes of a lane: what SMix1 of its first 128 bytes writes. */
function makeBoxes(lane: Int32Array, machine: Machine, index: number): Boxes {
  const at = index * BOX_BYTES
  const state = shuffle(lane)
  fillSalsa(state, machine.words.subarray(at / 4, (at + BOX_BYTES) / 4), new Int32Array(48))
  unshuffle(state, lane)
  return { s2: at, s1: at + 4096, s0: at + 8192, next: 0 }
}

function fillSalsa(state: Int32Array, table: Int32Array, room: Int32Array): void {
  for (let at = 0; at < table.length; at += state.length) {
    table.set(state, at)
    blockMixSalsa(state, room, state.length / 32)
  }
}

function withState(lane: Int32Array, machine: Machine, boxes: Boxes, work: () => void): void {
  const state = machine.words.subarray(machine.stateAt / 4, machine.stateAt / 4 + lane.length)
  state.set(shuffle(lane))
  machine.load(boxes)
  work()
  machine.save(boxes)
  unshuffle(state, lane)
}

interface Part {
  readonly from: number
  readonly count: number
  readonly size: number
}

/** SMix1: fills a part of the table with the states that the mixing goes through. */
function fill({ words, stateAt, store, mix, blockmix }: Machine, { from, count, size }: Part): void {
  const last = (stateAt + size - 64) / 4
  for (let i = 0; i < count; i++) {
    store(from + i * size, stateAt, size)
    const floor = powerFloor(i)
    if (i > 1) mix(stateAt, from + ((words[last]! & (floor - 1)) + i - floor) * size, size, 0)
    else blockmix(stateAt, size)
  }
}

/** SMix2: walks the part in an order that the state says, writing back with `write`. */
function walk({ words, stateAt, mix }: Machine, part: Part & { readonly loops: number; readonly write: 0 | 1 }): void {
  const { from, count, size, loops, write } = part
  const last = (stateAt + size - 64) / 4
  for (let i = 0; i < loops; i++) mix(stateAt, from + (words[last]! & (count - 1)) * size, size, write)
}

const even = (value: number): number => value + (value % 2)

/** The largest power of two not above `value`. */
const powerFloor = (value: number): number => 2 ** (31 - Math.clz32(value))
