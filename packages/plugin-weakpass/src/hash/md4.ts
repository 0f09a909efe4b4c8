const SHIFTS = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
] as const
const ORDERS = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
] as const
const CONSTANTS = [0, 0x5a827999, 0x6ed9eba1] as const

/** MD4 (RFC 1320): what an NT hash is, and what OpenSSL 3 no longer gives. */
export function md4(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64)
  padded.set(message)
  padded[message.length] = 0x80
  padded.writeUInt32LE((message.length * 8) >>> 0, padded.length - 8)
  padded.writeUInt32LE(Math.floor(message.length / 2 ** 29), padded.length - 4)
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < padded.length; at += 64) addBlock(state, padded, at)
  const digest = Buffer.alloc(16)
  for (const [i, word] of state.entries()) digest.writeUInt32LE(word >>> 0, i * 4)
  return digest
}

function addBlock(state: number[], block: Buffer, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state
  for (let step = 0; step < 48; step++) {
    const round = step >> 4
    const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d
    const word = block.readInt32LE(at + (ORDERS[round]?.[step & 15] ?? 0) * 4)
    const sum = (a + mixed + word + (CONSTANTS[round] ?? 0)) | 0
    const shift = SHIFTS[round]?.[step & 3] ?? 0
    a = d
    d = c
    c = b
    b = (sum << shift) | (sum >>> (32 - shift))
  }
  state[0] = ((state[0] ?? 0) + a) | 0
  state[1] = ((state[1] ?? 0) + b) | 0
  state[2] = ((state[2] ?? 0) + c) | 0
  state[3] = ((state[3] ?? 0) + d) | 0
}
