/**
 * Why a pattern of a user's file is not taken; undefined when it is. A repetition without a bound inside another one (or a
 * back reference) can take time that grows without measure with its input.
 */
export function unsafeBecause(pattern: string): string | undefined {
  if (pattern.length === 0 || pattern.length > 1000) return 'it must have 1 to 1,000 characters'
  try {
    RegExp(pattern)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  const withoutClasses = pattern
    .replace(/\\(?:k<[^>]*>|.)/gs, (escape) => (/^\\[1-9k]/.test(escape) ? '\u0001' : '_'))
    .replace(/\[(?:[^\]])*\]/g, '_')
  if (withoutClasses.includes('\u0001')) return 'it has a back reference'
  return hasNestedRepetition(withoutClasses)
    ? 'a repetition without a bound stands inside another repetition'
    : undefined
}

function hasNestedRepetition(pattern: string): boolean {
  // For each open group: does it hold a repetition without a bound?
  const groups: boolean[] = [false]
  for (let position = 0; position < pattern.length; position += 1) {
    const character = pattern.charAt(position)
    if (character === '(') groups.push(false)
    else if (character === ')') {
      const holds = groups.pop() ?? false
      if (holds && isRepeated(pattern.slice(position + 1))) return true
      if (holds) groups[groups.length - 1] = true
    } else if (isUnbounded(pattern, position)) groups[groups.length - 1] = true
  }
  return false
}

function isUnbounded(pattern: string, position: number): boolean {
  const character = pattern.charAt(position)
  if (character === '*' || character === '+') return true
  return character === '{' && /^\{\d+,\}/.test(pattern.slice(position, position + 12))
}

/** Whether what stands before `rest` is repeated more than a few times. */
function isRepeated(rest: string): boolean {
  const bounds = /^\{(\d+)(,?)(\d*)\}/.exec(rest)
  if (bounds) return bounds[2] === ',' && bounds[3] === '' ? true : Number(bounds[3] || bounds[1]) > 10
  return rest.startsWith('*') || rest.startsWith('+')
}
