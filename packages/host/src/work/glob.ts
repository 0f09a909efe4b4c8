/** Whether a path or a name matches. Takes time in proportion to the lengths of both, whatever the pattern. */
export type Matcher = (text: string) => boolean

type Part = { readonly kind: 'text' | 'any' | 'star' | 'deep'; readonly text: string }

/**
 * A pattern of names: `*` is anything without a slash, `?` one character, `**` any number of folders. One with a slash is matched with
 * the whole path, any other with the name at its end.
 */
export function compileGlob(pattern: string): Matcher {
  const parts = partsOf(pattern)
  const match = matcherOf(parts)
  return pattern.includes('/') ? match : (path) => match(path.slice(path.lastIndexOf('/') + 1))
}

function matcherOf(parts: readonly Part[]): Matcher {
  const [first, second, ...more] = parts
  if (!first) return (text) => text === ''
  if (!second && first.kind === 'text') return (text) => text === first.text
  // Most patterns are of these two forms.
  if (first.kind === 'star' && second?.kind === 'text' && more.length === 0)
    return (text) => text.endsWith(second.text) && !text.slice(0, -second.text.length).includes('/')
  if (first.kind === 'text') return (text) => text.startsWith(first.text) && isMatch(parts, text)
  return (text) => isMatch(parts, text)
}

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = []
  for (const [text] of pattern.matchAll(/\*\*\/?|\*|\?|[^*?]+/g)) {
    const kind = text.startsWith('**') ? 'deep' : text === '*' ? 'star' : text === '?' ? 'any' : 'text'
    parts.push({ kind, text })
  }
  return parts
}

/** Goes through the text once, and keeps at each place which parts may begin there. */
function isMatch(parts: readonly Part[], text: string): boolean {
  let starts: Uint8Array = new Uint8Array(text.length + 1)
  starts[0] = 1
  for (const part of parts) starts = pass(part, text, starts)
  return starts[text.length] === 1
}

/** Where the part may end that begins at one of `starts`. */
function pass({ kind, text: wanted }: Part, text: string, starts: Uint8Array): Uint8Array {
  const ends = new Uint8Array(text.length + 1)
  let isRunning = false
  for (let at = 0; at <= text.length; at += 1) {
    const isStart = starts[at] === 1
    if (kind === 'text') {
      if (isStart && text.startsWith(wanted, at)) ends[at + wanted.length] = 1
    } else if (kind === 'any') {
      if (isStart && at < text.length && text[at] !== '/') ends[at + 1] = 1
    } else if (kind === 'star') {
      isRunning ||= isStart
      if (isRunning) ends[at] = 1
      if (text[at] === '/') isRunning = false
    } else {
      isRunning ||= isStart
      // `**/` ends where it begins, or behind a slash.
      if (isStart || (isRunning && (wanted === '**' || text[at - 1] === '/'))) ends[at] = 1
    }
  }
  return ends
}
