import type { Candidate, Verdict } from './candidate.ts'

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A seed of an NKey: 34 bytes and their CRC-16 (XMODEM, little-endian) in base32; https://github.com/nats-io/nkeys. */
export function checkNatsSeed({ secret }: Candidate): Verdict | undefined {
  const bytes = decodeBase32(secret)
  const end = bytes.length - 2
  return bytes.length === 36 && crc16(bytes.subarray(0, end)) === bytes.readUInt16LE(end)
    ? { note: 'checksum-valid' }
    : undefined
}

function decodeBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const character of text) {
    value = ((value << 5) | BASE32.indexOf(character)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >> bits) & 0xff)
  }
  return Buffer.from(bytes)
}

/** CRC-16/XMODEM: polynomial 0x1021, begins with 0. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff
  }
  return crc
}
