/** The most lines of a file that are read. */
const MAX_LINES = 20_000

/** A line of a file, counted from 1. */
export interface Line {
  readonly line: number
  readonly text: string
}

/** The lines that are not empty, byte by byte; whether there are more than are read. */
export function linesOf(bytes: Uint8Array): { readonly lines: readonly Line[]; readonly isCut: boolean } {
  const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1').split('\n')
  const lines = texts.flatMap((text, index) =>
    text.trim() === '' ? [] : [{ line: index + 1, text: text.replace(/\r$/, '') }],
  )
  return { lines: lines.slice(0, MAX_LINES), isCut: lines.length > MAX_LINES }
}

/** A number of an account file; `undefined` for anything else. */
export function idOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}
