import type { Line } from './lines.ts'

/** The lines of sudoers(5) without comments; a line that ends in a backslash goes on in the next. `#include` is no comment, nor is `#1000`. */
export function readSudoers(lines: readonly Line[]): readonly Line[] {
  const joined: Line[] = []
  let open: { line: number; text: string } | undefined
  for (const { line, text } of lines) {
    const isContinued = open !== undefined && open.line + open.text.split('\n').length === line
    const current =
      isContinued && open !== undefined ? { line: open.line, text: `${open.text}\n${text}` } : { line, text }
    if (!isContinued && open !== undefined) joined.push(open)
    open = undefined
    if (current.text.endsWith('\\')) open = { line: current.line, text: current.text.slice(0, -1) }
    else joined.push(current)
  }
  if (open !== undefined) joined.push(open)
  return joined.flatMap(({ line, text }) => {
    const plain = withoutComment(text.replaceAll(/\n\s*/g, ' ')).trim()
    return plain === '' ? [] : [{ line, text: plain }]
  })
}

function withoutComment(text: string): string {
  const at = text.search(/(?<!\\)#(?!include(?:dir)?\s|-?\d)/)
  return at === -1 ? text : text.slice(0, at)
}
