/**
 * The mixing functions of scrypt and yescrypt 1.0 (Alexander Peslyak's specification, in the words of its reference), on
 * blocks of 32-bit words inside one Int32Array.
 */

/** Words of a pwxform S-box set: three boxes of 2^8 entries of two 64-bit words. */
export const S_WORDS: number = 3 * 256 * 4

/** The S-boxes of one lane and where its next write goes. */
export interface Boxes {
  readonly words: Int32Array
  s0: number
  s1: number
  s2: number
  next: number
}

const x = new Int32Array(16)

/** Salsa20 with the words in SIMD order (index i holds word 5i mod 16), added to the block at `at`. */
export function salsa20(b: Int32Array, at: number, rounds: number): void {
  for (let i = 0; i < 16; i++) x[(i * 5) & 15] = b[at + i]!
  for (let round = 0; round < rounds; round += 2) {
    quarter(0, 4, 8, 12)
    quarter(5, 9, 13, 1)
    quarter(10, 14, 2, 6)
    quarter(15, 3, 7, 11)
    quarter(0, 1, 2, 3)
    quarter(5, 6, 7, 4)
    quarter(10, 11, 8, 9)
    quarter(15, 12, 13, 14)
  }
  for (let i = 0; i < 16; i++) b[at + i] = b[at + i]! + x[(i * 5) & 15]!
}

function quarter(a: number, b: number, c: number, d: number): void {
  const xa = x[a]!
  let sum = xa + x[d]!
  const xb = x[b]! ^ ((sum << 7) | (sum >>> 25))
  sum = xb + xa
  const xc = x[c]! ^ ((sum << 9) | (sum >>> 23))
  sum = xc + xb
  const xd = x[d]! ^ ((sum << 13) | (sum >>> 19))
  sum = xd + xc
  x[a] = xa ^ ((sum << 18) | (sum >>> 14))
  x[b] = xb
  x[c] = xc
  x[d] = xd
}

/** BlockMix with Salsa20/8 over the `2r` 64-byte blocks of `b`, with `y` as room. */
export function blockMixSalsa(b: Int32Array, y: Int32Array, r: number): void {
  const last = (2 * r - 1) * 16
  for (let i = 0; i < 16; i++) y[i] = b[last + i]!
  const out = 16
  for (let block = 0; block < 2 * r; block++) {
    for (let i = 0; i < 16; i++) y[i] = y[i]! ^ b[block * 16 + i]!
    salsa20(y, 0, 8)
    const to = out + ((block & 1) * r + (block >> 1)) * 16
    y.copyWithin(to, 0, 16)
  }
  b.set(y.subarray(out, out + 32 * r))
}

/** BlockMix with pwxform, ending in Salsa20/2. */
export function blockMixPwx(b: Int32Array, boxes: Boxes, r: number): void {
  const blocks = 2 * r
  let previous = (blocks - 1) * 16
  for (let block = 0; block < blocks; block++) {
    const at = block * 16
    if (blocks > 1) for (let i = 0; i < 16; i++) b[at + i] = b[at + i]! ^ b[previous + i]!
    pwxform(b, at, boxes)
    previous = at
  }
  salsa20(b, previous, 2)
}

/** Six rounds over four lanes of two 64-bit words: hi × lo + S0[lo] ^ S1[hi]; the middle rounds are written to S2. */
function pwxform(b: Int32Array, at: number, boxes: Boxes): void {
  const { words, s0, s1, s2 } = boxes
  let next = boxes.next
  for (let round = 0; round < 6; round++) {
    const write = round !== 0 && round !== 5
    for (let lane = at; lane < at + 16; lane += 4) {
      const p0 = s0 + ((b[lane]! & 0xff0) >> 2)
      const p1 = s1 + ((b[lane + 1]! & 0xff0) >> 2)
      for (let k = 0; k < 4; k += 2) {
        const low = b[lane + k]! >>> 0
        const high = b[lane + k + 1]! >>> 0
        const productLow = Math.imul(low, high) >>> 0
        // The double is at most 2^11 off, far less than half of 2^32: rounding gives the exact upper half.
        const productHigh = Math.round((low * high - productLow) * 2 ** -32)
        const sumLow = productLow + (words[p0 + k]! >>> 0)
        const sumHigh = productHigh + words[p0 + k + 1]! + (sumLow > 0xffffffff ? 1 : 0)
        const resultLow = sumLow ^ words[p1 + k]!
        const resultHigh = sumHigh ^ words[p1 + k + 1]!
        b[lane + k] = resultLow
        b[lane + k + 1] = resultHigh
        if (write) {
          words[s2 + next] = resultLow
          words[s2 + next + 1] = resultHigh
          next += 2
        }
      }
    }
  }
  boxes.s0 = s2
  boxes.s1 = s0
  boxes.s2 = s1
  boxes.next = next & 1023
}
