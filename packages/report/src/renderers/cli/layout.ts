import stringWidth from 'string-width'

const ASCII = /^[\x20-\x7e]*$/
let segmenter: Intl.Segmenter | undefined
/** Made when a text is more than ASCII: making one takes as long as starting Node does. */
const segmentsOf = (text: string): Intl.Segments =>
  (segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })).segment(text)

/** Columns that a text without escape sequences takes. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text)
}

/** `text` filled with spaces to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** The text in lines of at most `width` columns, broken at spaces, after slashes, or where it must be. */
export function wrap(text: string, width: number): string[] {
  if (width < 1 || (surelyFits(text, width) && !text.endsWith(' '))) return [text]
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const piece of pieces(text, width)) {
    const columns = widthOf(piece)
    if (used + widthOf(piece.trimEnd()) > width && line !== '') {
      lines.push(line.trimEnd())
      line = ''
      used = 0
    }
    line += piece
    used += columns
  }
  if (line.trimEnd() !== '' || lines.length === 0) lines.push(line.trimEnd())
  return lines
}

/** `wrap`, with at most `most` lines; the last ends with `…` where there is more. */
export function wrapAtMost(text: string, width: number, most: number): string[] {
  // Four columns a line are more than the text of the lines that are kept, however it breaks.
  const lines = wrap(text.slice(0, (most + 1) * width * 4), width)
  if (lines.length <= most) return lines
  const last = cutToWidth(lines[most - 1] ?? '', width - 1)
  return [...lines.slice(0, most - 1), `${last}…`]
}

/** As much of the beginning of a text as fits in `width` columns. */
export function cutToWidth(text: string, width: number): string {
  if (ASCII.test(text)) return text.slice(0, Math.max(0, width))
  let cut = ''
  let used = 0
  for (const { segment } of segmentsOf(text)) {
    used += widthOf(segment)
    if (used > width) break
    cut += segment
  }
  return cut
}

/** A text in one line, with `…` at its end where it is cut. */
export function cutEnd(text: string, width: number): string {
  return surelyFits(text, width) || widthOf(text) <= width ? text : `${cutToWidth(text, width - 1)}…`
}

/** Whether a text fits, told without measuring it: no UTF-16 unit takes more than two columns. */
function surelyFits(text: string, width: number): boolean {
  return text.length * 2 <= width || (text.length <= width && ASCII.test(text))
}

/** What a line may be broken between: words with their spaces, parts of paths; longer ones are cut. */
function* pieces(text: string, width: number): Iterable<string> {
  for (const [piece] of text.matchAll(/[^ /,&;]*[/,&;]*[ ]*/g)) {
    let rest = piece
    while (!surelyFits(rest, width)) {
      const start = beforeMark(rest, cutToWidth(rest, width))
      if (start === '' || start.length >= rest.trimEnd().length) break
      yield start
      rest = rest.slice(start.length)
    }
    if (rest !== '') yield rest
  }
}

/** What a line of Chinese does not begin with. */
const CLOSING = /^[。，、；：！？）】」』》”’]/u

/** The beginning of a text to where it may be cut: a mark that closes stays with the character before it. */
function beforeMark(text: string, start: string): string {
  if (!CLOSING.test(text.slice(start.length))) return start
  const [last = ''] = /.$/u.exec(start) ?? []
  return start.length > last.length ? start.slice(0, -last.length) : start
}

/** A cell: lines and how they are painted. */
export interface Cell {
  readonly lines: readonly { readonly text: string; readonly paint?: (text: string) => string }[]
  readonly width: number
}

/** Cells side by side, as lines. */
export function row(cells: readonly Cell[], options: { readonly indent: string; readonly gap: string }): string[] {
  const height = Math.max(...cells.map((cell) => cell.lines.length))
  return Array.from({ length: height }, (_, index) => {
    const texts = cells.map(({ lines, width }, column) => {
      const { text = '', paint = (plain: string) => plain } = lines[index] ?? {}
      const isLast = column === cells.length - 1
      // Padding stands outside the colour, so that no background runs on.
      return paint(text) + (isLast ? '' : ' '.repeat(Math.max(0, width - widthOf(text))))
    })
    return (options.indent + texts.join(options.gap)).trimEnd()
  })
}
