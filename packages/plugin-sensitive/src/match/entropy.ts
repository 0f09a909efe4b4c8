/** Shannon entropy of `text` in bits a character; at most the first 512 characters count. */
export function entropy(text: string): number {
  const length = Math.min(text.length, 512)
  if (length === 0) return 0
  const counts = new Map<number, number>()
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index)
    counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  let bits = 0
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length)
  return bits
}
