import { createHash } from 'node:crypto'
import { gzipSync, zstdCompressSync } from 'node:zlib'

/** How a layer is stored. */
export type Compression = 'gzip' | 'zstd' | 'none'

/** `data` compressed; the same data gives the same bytes on every machine with the same zlib. */
export function compress(data: Uint8Array, compression: Compression): Uint8Array {
  if (compression === 'none') return data
  if (compression === 'zstd') return zstdCompressSync(data)
  const bytes = gzipSync(data)
  // Byte 9 names the operating system that compressed: 255 is "unknown" (RFC 1952).
  bytes[9] = 255
  return bytes
}

/** `sha256:…` of `data`. */
export function digestOf(data: Uint8Array | string, algorithm: 'sha256' | 'sha512' = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(data).digest('hex')}`
}
