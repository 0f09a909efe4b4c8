/**
 * A glob on absolute paths as an anchored pattern: `**` any folders (also none), `*` any characters but `/`, `?` one of
 * them, `{a,b}` either (not nested, without `**`); everything else stands for itself. A pattern that does not begin with `/` is matched below any folder.
 * Linear: a star never crosses a slash, and at most `MAX_STARS` of them are taken.
 */
export function globToRegExp(glob: string): RegExp {
  const anchored = glob.startsWith('/') || glob.startsWith('**/') ? glob : `**/${glob}`
  if ((anchored.match(/\*+/g) ?? []).length > MAX_STARS) throw new RangeError(`more than ${MAX_STARS} stars`)
  let source = ''
  let depth = 0
  for (let position = 0; position < anchored.length; position += 1) {
    const character = anchored.charAt(position)
    if (depth > 0 && anchored.startsWith('**', position)) throw new RangeError('** stands inside a brace')
    if (anchored.startsWith('**/', position) && (position === 0 || anchored.charAt(position - 1) === '/')) {
      source += position === 0 ? '/(?:[^/]+/)*' : '(?:[^/]+/)*'
      position += 2
    } else if (anchored.startsWith('/**', position) && position + 3 === anchored.length) {
      source += '/.+'
      position += 2
    } else if (character === '*') source += '[^/]*'
    else if (character === '?') source += '[^/]'
    else if (character === '{') {
      if (depth > 0) throw new RangeError('a brace stands inside another')
      depth += 1
      source += '(?:'
    } else if (character === '}' && depth > 0) {
      depth -= 1
      source += ')'
    } else if (character === ',' && depth > 0) source += '|'
    else source += character.replace(/[.+^$()|[\]\\}]/g, String.raw`\$&`)
  }
  if (depth > 0) throw new RangeError('a brace is not closed')
  return new RegExp(`^${source}$`, 's')
}

const MAX_STARS = 12

/** Whether any of the globs matches a path; nothing is matched by an empty list. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map((glob) => ({ pattern: globToRegExp(glob), literal: longestLiteral(glob) }))
  // Most paths lack the literal part of most globs, and looking for it is ten times as fast as the pattern.
  return (path) => patterns.some(({ pattern, literal }) => path.includes(literal) && pattern.test(path))
}

/** The longest part of a glob that every path it matches must hold. */
function longestLiteral(glob: string): string {
  const parts = glob
    .replace(/\*\*\/|\/\*\*/g, '*')
    .replace(/\{[^}]*\}/g, '*')
    .split(/[*?{}]/)
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}
