/** Numbers of lines, from 1, of places in a text: every line end is looked for once where they are asked for in order. */
export function createLines(text: string): (index: number) => number {
  let [line, next, last] = [1, text.indexOf('\n'), 0]
  return (index) => {
    if (index < last) [line, next] = [1, text.indexOf('\n')]
    last = index
    while (next >= 0 && next < index) {
      line += 1
      next = text.indexOf('\n', next + 1)
    }
    return line
  }
}

/** What stands before `index` on its line, `most` characters at most. */
export function lineBefore(text: string, index: number, most: number): string {
  const before = text.slice(Math.max(0, index - most), index)
  return before.slice(before.lastIndexOf('\n') + 1)
}
