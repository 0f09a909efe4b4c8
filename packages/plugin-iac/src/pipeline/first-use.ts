/**
 * Whether a value is met for the first time. In YAML an alias is the same value again, and lists of aliases to lists of aliases are
 * more than can be walked; what is at fault in one stands in one place, however often it is used.
 */
export function createFirstUse(): (value: unknown) => boolean {
  const seen = new Set<object>()
  return (value) => {
    if (typeof value !== 'object' || value === null) return true
    if (seen.has(value)) return false
    seen.add(value)
    return true
  }
}
