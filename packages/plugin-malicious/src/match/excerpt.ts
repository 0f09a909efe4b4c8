const MOST_OF_LINE = 120
const MOST_OF_PROGRAM = 48

/** The line that stands at a place of a text, or the printable run of a program; cut around the place where it is long. */
export function excerptAt(bytes: Uint8Array, place: number, isProgram: boolean): string {
  const most = isProgram ? MOST_OF_PROGRAM : MOST_OF_LINE
  const isInside = (byte: number | undefined): boolean =>
    byte !== undefined && (isProgram ? byte >= 32 && byte < 127 : byte !== 10 && byte !== 13 && byte !== 0)
  let start = place
  while (start > 0 && place - start < most / 3 && isInside(bytes[start - 1])) start -= 1
  let end = place
  while (end < bytes.length && end - start < most && isInside(bytes[end])) end += 1
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
}

/** The line, from 1, that a place stands in. */
export function lineAt(bytes: Uint8Array, place: number): number {
  let line = 1
  for (let at = 0; at < place && at < bytes.length; at++) if (bytes[at] === 10) line += 1
  return line
}
