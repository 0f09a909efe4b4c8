import type { FileText } from './text.ts'

/** Line and column from 1; columns count characters. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Finds lines and columns of ascending offsets in one walk over the text, whatever the length of its lines. */
export function createPositions(file: FileText): (offset: number) => Position {
  const { text } = file
  let line = 1
  let nextBreak = text.indexOf('\n')
  let at = 0
  let column = 1
  return (offset) => {
    while (nextBreak !== -1 && nextBreak < offset) {
      line += 1
      at = nextBreak + 1
      column = 1
      nextBreak = text.indexOf('\n', at)
    }
    if (offset > at) {
      column += file.count(at, offset)
      at = offset
    }
    return { line, column }
  }
}
