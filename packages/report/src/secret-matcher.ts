/** A stretch of a text: from `start` to before `end`. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/** Finds secrets in texts. */
export interface SecretMatcher {
  /** The stretches of `text` that secrets cover, in order; those that overlap are one. */
  find(text: string): Stretch[]
}

/** The shortest secret that a matcher takes. */
export const SHORTEST = 4

const BITS = 1 << 16

/**
 * A matcher of many secrets in one pass. The hash of four characters at each position is looked up in a table of bits;
 * only where the bit is set are the secrets that begin so compared, so thousands of secrets cost about as much as one.
 */
export function createSecretMatcher(secrets: Iterable<string>): SecretMatcher {
  const table = new Uint8Array(BITS)
  const byStart = new Map<string, string[]>()
  for (const secret of new Set(secrets)) {
    if (secret.length < SHORTEST) continue
    table[hashAt(secret, 0)] = 1
    const start = secret.slice(0, SHORTEST)
    const list = byStart.get(start)
    if (list) list.push(secret)
    else byStart.set(start, [secret])
  }
  for (const list of byStart.values()) list.sort((a, b) => b.length - a.length)

  function find(text: string): Stretch[] {
    const found: { start: number; end: number }[] = []
    if (byStart.size === 0) return found
    for (let position = 0; position + SHORTEST <= text.length; position++) {
      if (table[hashAt(text, position)] === 0) continue
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

function hashAt(text: string, position: number): number {
  const a = text.charCodeAt(position)
  const b = text.charCodeAt(position + 1)
  const c = text.charCodeAt(position + 2)
  const d = text.charCodeAt(position + 3)
  return (a ^ (b << 4) ^ (c << 8) ^ (d << 12) ^ (d >> 4)) & (BITS - 1)
}
