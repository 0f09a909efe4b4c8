/** A comment that says a rule may be broken here, and why. */
export interface Suppression {
  readonly rules: ReadonlySet<string>
  readonly reason: string
  /** Line of the comment. */
  readonly line: number
  /** The first and last line that it holds for. */
  readonly from: number
  readonly to: number
}

const COMMENT = /(^|\s)#\s*veinmind:ignore[\s=:]+([A-Za-z]+-[\w-]+(?:\s*,\s*[A-Za-z]+-[\w-]+)*)[ \t]*(.*?)\s*$/

/**
 * The suppressions of a file: `# veinmind:ignore DF-005 reason`, several ids with commas between them. Behind a line, it
 * holds for that line. On a line of its own, it holds for the block below it: the next line and the deeper ones that follow
 * (a Dockerfile's instruction with its continued lines). Above everything else, it holds for the file, or in YAML for the document.
 */
export function readSuppressions(text: string): readonly Suppression[] {
  if (!text.includes('veinmind:ignore')) return []
  const lines = text.split(/\r?\n/)
  const found: Suppression[] = []
  let isTop = true
  for (const [index, content] of lines.entries()) {
    const line = index + 1
    if (content.startsWith('---')) isTop = true
    else if (!/^\s*(?:#|$)/.test(content)) isTop = false
    const [, , ids, reason = ''] = (content.length < 4096 ? COMMENT.exec(content) : null) ?? []
    if (ids === undefined) continue
    const isOwnLine = /^\s*#/.test(content)
    const range = isOwnLine ? (isTop ? documentFrom(lines, index) : blockBelow(lines, index)) : { from: line, to: line }
    found.push({ rules: new Set(ids.split(',').map((id) => id.trim().toUpperCase())), reason: reason || 'no reason is given', line, ...range })
  }
  return found
}

/** The suppression that holds for a finding of `rule` at `line`, if one does. */
export function suppressionOf(suppressions: readonly Suppression[], rule: string, line: number | undefined): Suppression | undefined {
  if (line === undefined) return undefined
  return suppressions.find(({ rules, from, to }) => rules.has(rule.toUpperCase()) && from <= line && line <= to)
}

function documentFrom(lines: readonly string[], index: number): { from: number; to: number } {
  let end = index + 1
  while (end < lines.length && lines[end]?.startsWith('---') !== true) end++
  return { from: index + 1, to: end }
}

function blockBelow(lines: readonly string[], index: number): { from: number; to: number } {
  let start = index + 1
  while (start < lines.length && /^\s*(?:#|$)/.test(lines[start] ?? '')) start++
  const depth = indentOf(lines[start])
  let end = start + 1
  while (end < lines.length && (/^\s*(?:#|$)/.test(lines[end] ?? '') || indentOf(lines[end]) > depth)) end++
  return { from: start + 1, to: end }
}

function indentOf(line = ''): number {
  return /^\s*/.exec(line)?.[0].length ?? 0
}
