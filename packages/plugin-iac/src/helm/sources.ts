import type { Location } from '@veinmind/sdk'
import type { Chart } from './read-chart.ts'

/** A rendered template. */
export interface RenderedSource {
  /** In the folder of the chart; undefined where its name is none of the chart's files, as of a packed dependency. */
  readonly path: string | undefined
  readonly text: string
}

const MARK = /^# Source: ([^\n]{1,1024})$/
const MAX_SOURCES = 20_000

/** The parts of what `helm template` prints, by the file that they come from, as its comments say. */
export function sourcesOf(output: string, { name, files }: Pick<Chart, 'name' | 'files'>): readonly RenderedSource[] {
  const texts = new Map<string | undefined, string[]>()
  for (const part of output.split(/^---[ \t]*\r?\n/m)) {
    const [first = ''] = part.split('\n', 1)
    const [, source = ''] = MARK.exec(first.trimEnd()) ?? []
    const path = source.startsWith(`${name}/`) ? source.slice(name.length + 1) : undefined
    const known = path !== undefined && files.has(path) ? path : undefined
    const list = texts.get(known) ?? []
    if (texts.size < MAX_SOURCES) texts.set(known, list)
    list.push(part)
  }
  return [...texts].map(([path, parts]) => ({ path, text: parts.join('---\n') }))
}

/**
 * Finds the line of a template that a rendered line comes from: a line of the same text, else one that sets the same member. Of several
 * such lines, the one at the same position is taken when template and result have equally many. Undefined when it cannot be told.
 */
export function createTracer(template: string, rendered: string): (line: number) => number | undefined {
  const before = template.split('\n')
  const after = rendered.split('\n')
  const byText = pairLines(before, after, (line) => line.trim().replace(/^- +/, ''))
  const byMember = pairLines(before, after, (line) => /^\s*(?:- +)?("?[\w./-]+"?):/.exec(line)?.[1] ?? '')
  return (line) => byText(line) ?? byMember(line)
}

function pairLines(
  before: readonly string[],
  after: readonly string[],
  keyOf: (line: string) => string,
): (line: number) => number | undefined {
  const indexOf = (lines: readonly string[]): Map<string, number[]> => {
    const found = new Map<string, number[]>()
    for (const [index, line] of lines.entries()) {
      const key = keyOf(line)
      if (key === '') continue
      const list = found.get(key)
      if (list) list.push(index + 1)
      else found.set(key, [index + 1])
    }
    return found
  }
  const left = indexOf(before)
  const right = indexOf(after)
  return (line) => {
    const key = keyOf(after[line - 1] ?? '')
    const here = left.get(key) ?? []
    const there = right.get(key) ?? []
    // One line of the template, perhaps in a loop, gave every such line of the result.
    if (here.length === 1) return here[0]
    return here.length === there.length ? here[there.indexOf(line)] : undefined
  }
}

/** The place in the template of a place in the rendered text, as far as it can be told. */
export function traced(
  { line, object }: Location,
  path: string,
  trace: (line: number) => number | undefined,
): Location {
  const found = line === undefined ? undefined : trace(line)
  return {
    path,
    ...(found === undefined ? {} : { line: found, column: 1 }),
    ...(object === undefined ? {} : { object }),
  }
}
