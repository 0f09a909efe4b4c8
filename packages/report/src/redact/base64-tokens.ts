import type { Stretch } from '@veinmind/internal/text'

/** What a part of a text says in base64. */
export interface Decoding {
  /** One unit a byte. */
  readonly decoded: string
  /** Where a stretch of `decoded` stands in the text. */
  readonly place: (stretch: Stretch) => Stretch
}

const TOKEN = /[A-Za-z0-9+/_-]{10,}/g

/**
 * What the tokens of a text say if they are base64. A token may have been cut, or follow something else without a space, so each
 * is read from each of its first four characters on. Words and paths in lower case are none.
 */
export function* decodings(text: string): Generator<Decoding> {
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (!/[A-Z]/.test(token) || !/[a-z0-9]/.test(token)) continue
    for (let shift = 0; shift < 4; shift++) {
      const from = index + shift
      const decoded = Buffer.from(token.slice(shift), 'base64').toString('latin1')
      yield {
        decoded,
        place: ({ start, end }) => ({
          start: from + Math.floor((start * 4) / 3),
          end: Math.min(index + token.length, from + Math.ceil((end * 4) / 3)),
        }),
      }
    }
  }
}
