import { isDay } from './day.ts'

/** A comment that says a rule may be broken here, and why. */
export interface Suppression {
  readonly rules: ReadonlySet<string>
  readonly reason: string
  /** Last day on which it holds, `2027-01-31`; one that is written otherwise is never waited for. */
  readonly expires?: string
  /** Line of the comment. */
  readonly line: number
  /** The first and last line that it holds for. */
  readonly from: number
  readonly to: number
}

const COMMENT =
  /(?:^|\s)#\s*veinmind:ignore[\s=:]+([A-Za-z]+-[\w-]+(?:\s*,\s*[A-Za-z]+-[\w-]+)*)[ \t]*(?:until[ =](\d{4}([-./])\d+\3\d+|\d+([-./])\d+\4\d{4})(?=\s|$)[ \t]*)?(.*?)\s*$/
/** Further ones are not read, and what they name is told: a file of a person has ten. */
const MAX_SUPPRESSIONS = 1_000

/**
 * The suppressions of a file: `# veinmind:ignore DF-005 reason`, several ids with commas between them, and, before the reason,
 * `until 2027-01-31`. Behind a line, it holds for that line. On a line of its own, it holds for the block below it: the next line
 * and the deeper ones that follow (a Dockerfile's instruction with its continued lines). Above everything else, it holds for the
 * file, or in YAML for the document.
 */
export function readSuppressions(text: string): readonly Suppression[] {
  if (!text.includes('veinmind:ignore')) return []
  const lines = text.split(/\r?\n/)
  // Once for all comments: a hostile file is all comments.
  const depths = Int32Array.from(lines, depthOf)
  const found: Suppression[] = []
  let isTop = true
  for (const [index, content] of lines.entries()) {
    const line = index + 1
    if (content.startsWith('---')) isTop = true
    else if (depths[index] !== NOTHING) isTop = false
    const [, ids, expires, , , reason = ''] =
      (content.length < 4096 && content.includes('veinmind:ignore') ? COMMENT.exec(content) : null) ?? []
    if (ids === undefined) continue
    const isOwnLine = depths[index] === NOTHING
    const range = isOwnLine
      ? isTop
        ? documentFrom(lines, index)
        : blockBelow(depths, index)
      : { from: line, to: line }
    const rules = new Set(ids.split(',').map((id) => id.trim().toUpperCase()))
    found.push({
      rules,
      reason: reason || 'no reason is given',
      ...(expires === undefined ? {} : { expires }),
      line,
      ...range,
    })
    if (found.length === MAX_SUPPRESSIONS) break
  }
  return found
}

/** The suppression that holds for a finding of `rule` at `line` on a day, or one that did; `isExpired` when its last day is over. */
export function suppressionOf(
  suppressions: readonly Suppression[],
  { rule, line, today }: { readonly rule: string; readonly line: number | undefined; readonly today: string },
): { readonly suppression: Suppression; readonly isExpired: boolean } | undefined {
  if (line === undefined) return undefined
  const fitting = suppressions.filter(
    ({ rules, from, to }) => from <= line && line <= to && rules.has(rule.toUpperCase()),
  )
  const valid = fitting.find(({ expires }) => expires === undefined || (isDay(expires) && expires >= today))
  const suppression = valid ?? fitting[0]
  return suppression && { suppression, isExpired: valid === undefined }
}

/** The depth of a line without content. */
const NOTHING = -1

function depthOf(line: string): number {
  const depth = line.search(/\S/)
  return depth === -1 || line[depth] === '#' ? NOTHING : depth
}

function documentFrom(lines: readonly string[], index: number): { from: number; to: number } {
  let end = index + 1
  while (end < lines.length && lines[end]?.startsWith('---') !== true) end++
  return { from: index + 1, to: end }
}

function blockBelow(depths: Int32Array, index: number): { from: number; to: number } {
  let start = index + 1
  while (depths[start] === NOTHING) start++
  const depth = depths[start] ?? 0
  let end = start + 1
  while (end < depths.length && (depths[end] === NOTHING || (depths[end] ?? 0) > depth)) end++
  return { from: start + 1, to: end }
}
