/** BlockMix with Salsa20/8 on 32-bit words in SIMD order (word i of a block stands at 5i mod 16), for scrypt's own mixing. */

const x = new Int32Array(16)

/** The words of each 64-byte block in SIMD order. */
export function shuffle(b: Int32Array): Int32Array {
  return b.map((_, i) => b[(i & ~15) + ((i * 5) & 15)]!)
}

/** Back from SIMD order. */
export function unshuffle(state: Int32Array, b: Int32Array): void {
  for (let i = 0; i < state.length; i++) b[(i & ~15) + ((i * 5) & 15)] = state[i]!
}

/** BlockMix over the `2r` 64-byte blocks of `b`, with `y` (16 words more than `b`) as room. */
export function blockMixSalsa(b: Int32Array, y: Int32Array, r: number): void {
  const last = (2 * r - 1) * 16
  const out = 16
  for (let i = 0; i < 16; i++) y[i] = b[last + i]!
  for (let block = 0; block < 2 * r; block++) {
    for (let i = 0; i < 16; i++) y[i] = y[i]! ^ b[block * 16 + i]!
    salsa20(y)
    y.copyWithin(out + ((block & 1) * r + (block >> 1)) * 16, 0, 16)
  }
  b.set(y.subarray(out, out + 32 * r))
}

function salsa20(b: Int32Array): void {
  for (let i = 0; i < 16; i++) x[(i * 5) & 15] = b[i]!
  for (let round = 0; round < 8; round += 2) {
    quarter(0, 4, 8, 12)
    quarter(5, 9, 13, 1)
    quarter(10, 14, 2, 6)
    quarter(15, 3, 7, 11)
    quarter(0, 1, 2, 3)
    quarter(5, 6, 7, 4)
    quarter(10, 11, 8, 9)
    quarter(15, 12, 13, 14)
  }
  for (let i = 0; i < 16; i++) b[i] = b[i]! + x[(i * 5) & 15]!
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
