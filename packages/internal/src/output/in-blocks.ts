const BLOCK = 64 * 1024

/** The bytes of a text that comes in pieces, several small ones together. */
export function* inBlocks(pieces: Iterable<string>): Generator<Uint8Array> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < BLOCK) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}
