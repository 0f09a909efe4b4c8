/** JSON with comments and commas at ends as JSON; one pass, strings are left as they are. */
export function plainJson(text: string): string {
  const parts: string[] = []
  // A string, a comment, or a comma that a bracket follows. What is not closed ends with the text, so that nothing is searched twice.
  const token = /"(?:[^"\\]|\\[^])*"?|\/\/[^\n]*|\/\*(?:[^]*?\*\/|[^]*)|,(?=\s*[\]}])/g
  let from = 0
  for (const { 0: found, index } of text.matchAll(token)) {
    if (found.startsWith('"')) continue
    parts.push(text.slice(from, index))
    from = index + found.length
  }
  parts.push(text.slice(from))
  return parts.join('')
}
