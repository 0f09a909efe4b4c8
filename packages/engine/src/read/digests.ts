import type { Hash } from 'node:crypto'
import { createHash } from 'node:crypto'
import type { DigestName, Digests, Want } from '@veinmind/sdk'

/** Computes digests of one file as it passes, each once. */
export interface Hasher {
  update(chunk: Uint8Array): void
  /** The digests of all that has passed; no more passes then. */
  finish(): Digests
}

const NAMES: readonly DigestName[] = ['md5', 'sha1', 'sha256']

/** Which digests a want asks for. */
export function digestsOf(want: Want): readonly DigestName[] {
  return want.kind === 'metadata' || want.kind === 'stream' ? [] : (want.digests ?? [])
}

/** Whether these are names of digests. */
export function areDigestNames(names: unknown): boolean {
  return Array.isArray(names) && names.every((name) => NAMES.includes(name as DigestName))
}

/** A hasher for all who want the file; undefined where nobody asks for a digest. */
export function createHasher(wants: readonly Want[]): Hasher | undefined {
  const names = new Set(wants.flatMap(digestsOf))
  if (names.size === 0) return undefined
  const hashes: readonly (readonly [DigestName, Hash])[] = [...names].map((name) => [name, createHash(name)])
  let digests: Digests | undefined
  return {
    update(chunk) {
      for (const [, hash] of hashes) hash.update(chunk)
    },
    finish: () => (digests ??= Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')]))),
  }
}

/** Those that a want asks for. */
export function selectDigests(all: Digests | undefined, want: Want): Digests | undefined {
  const names = digestsOf(want)
  if (all === undefined || names.length === 0) return undefined
  return Object.fromEntries(names.map((name) => [name, all[name]]))
}
