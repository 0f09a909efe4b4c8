import type { Stretch } from '@veinmind/sdk'

/** Finds secrets in texts. */
export interface SecretMatcher {
  /** The stretches of `text` that secrets cover, in order; those that overlap are one. */
  find(text: string): Stretch[]
}

/** The shortest secret that a matcher takes. */
export const SHORTEST = 4

const MASK = 0xffff

/**
 * A matcher of many secrets in one pass. The hash of four characters at each position is looked up in a table;
 * only where it is there are the secrets that begin so compared, so thousands of secrets cost about as much as one.
 */
export function createSecretMatcher(secrets: Iterable<string>): SecretMatcher {
  const table = new Uint8Array(MASK + 1)
  const byStart = new Map<string, string[]>()
  for (const secret of new Set(secrets)) {
    if (secret.length < SHORTEST) continue
    const start = secret.slice(0, SHORTEST)
    let hash = 0
    for (let index = 0; index < SHORTEST; index++) hash = addToHash(hash, start.charCodeAt(index))
    table[hash] = 1
    const list = byStart.get(start)
    if (list) list.push(secret)
    else byStart.set(start, [secret])
  }
  for (const list of byStart.values()) list.sort((a, b) => b.length - a.length)

  function find(text: string): Stretch[] {
    const found: { start: number; end: number }[] = []
    if (byStart.size === 0) return found
    let hash = 0
    for (let next = 0; next < text.length; next++) {
      hash = addToHash(hash, text.charCodeAt(next))
      const position = next + 1 - SHORTEST
      if (table[hash] === 0 || position < 0) continue
      const candidates = byStart.get(text.slice(position, position + SHORTEST))
      const secret = candidates?.find((candidate) => text.startsWith(candidate, position))
      if (secret === undefined) continue
      const end = position + secret.length
      const last = found.at(-1)
      if (last && position < last.end) last.end = Math.max(last.end, end)
      else found.push({ start: position, end })
    }
    return found
  }
  return { find }
}

/** The hash of the last four characters: those before are shifted out of it. */
function addToHash(hash: number, character: number): number {
  return ((hash << 4) ^ character) & MASK
}
