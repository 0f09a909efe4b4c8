/** A stretch of a text: from `start` to before `end`, in UTF-16 units. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/** A part of a text that is shown, with the stretches of it that are secret. */
export interface Excerpt {
  readonly from: number
  readonly to: number
  /** The secret stretches inside, in order, none of which touches another. */
  readonly secrets: readonly Stretch[]
}

/** A shorter piece of a secret is left out rather than masked: it may stand anywhere by chance. */
const SHORTEST_PIECE = 16

/** In order, and those that overlap or touch as one. */
export function joinStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: { start: number; end: number }[] = []
  for (const { start, end } of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else if (end > start) joined.push({ start, end })
  }
  return joined
}

/** Where any of `secrets` stands in `text`. */
export function stretchesOf(text: string, secrets: Iterable<string>): readonly Stretch[] {
  const found: Stretch[] = []
  for (const secret of secrets) {
    if (secret === '') continue
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1)) {
      // One that goes on where the last ended (`aaaa` in `aaaaaaaa`) would give as many as there are characters.
      const last = found.at(-1)
      if (last && at >= last.start && at <= last.end)
        found[found.length - 1] = { start: last.start, end: at + secret.length }
      else found.push({ start: at, end: at + secret.length })
    }
  }
  return joinStretches(found)
}

/**
 * The part `from` to `to` of a text whose secrets are known by where they stand (`secrets`, as `joinStretches` gives them). A
 * border that goes through a secret is moved so that the secret is not shown, or, where a good piece of it would be, the
 * piece is one of the excerpt's secrets: whoever knows the secret alone could not find it there to mask it.
 */
export function excerptOf(
  { from, to }: { readonly from: number; readonly to: number },
  secrets: readonly Stretch[],
): Excerpt {
  let [first, last] = [from, to]
  const inside: Stretch[] = []
  for (const { start, end } of secrets) {
    if (end <= first || start >= last) continue
    const piece = { start: Math.max(start, first), end: Math.min(end, last) }
    const isCut = piece.start !== start || piece.end !== end
    if (!isCut || piece.end - piece.start >= SHORTEST_PIECE) inside.push(piece)
    else if (piece.start === first) first = piece.end
    else last = piece.start
  }
  return { from: first, to: last, secrets: inside }
}

/** Characters that may follow in the same token: a rule that takes a fixed number of them has found a piece of a longer one. */
const TOKEN = /[A-Za-z0-9_+/=.~%$!#^*\-\u0080-\uffff]/
const WORD = /[A-Za-z0-9_+/\u0080-\uffff]/
// Of bytes that are read as characters 0xa0 is half of a letter, not a space.
const AFTER_TOKEN = /[ \t\n\r\f\v\0"'`<>(){}[\],;|&@\\]/
/** Characters beyond a match in which the rest of its token is looked for. */
const LONGEST_TOKEN = 262_144

/**
 * The stretch that is hidden for a secret that was found at `start` to `end`: what it is a piece of as well. In quotes that is
 * all up to the closing one. On the left it goes on only where the pattern has no context there (`isBare`).
 */
export function tokenAround(text: string, { start, end }: Stretch, isBare: boolean): Stretch {
  let from = start
  if (isBare) while (from > 0 && start - from < LONGEST_TOKEN && WORD.test(text.charAt(from - 1))) from -= 1
  return { start: from, end: endOfToken(text, from, end) }
}

function endOfToken(text: string, start: number, end: number): number {
  const quote = /["'`]/.exec(text.charAt(start - 1))?.[0]
  const next = text.charAt(end)
  // Spaces are no end inside of quotes, `\"` is one.
  if (quote !== undefined && next !== quote && next !== '\\')
    return indexOfAny(text, end, new RegExp(`[${quote}\\n\\r]|\\\\${quote}`, 'g'))
  return TOKEN.test(next) ? indexOfAny(text, end, new RegExp(AFTER_TOKEN, 'g')) : end
}

/** Where `end` matches first at or behind `from`, within `LONGEST_TOKEN`. */
function indexOfAny(text: string, from: number, end: RegExp): number {
  const part = text.slice(from, from + LONGEST_TOKEN)
  const at = part.search(end)
  return from + (at === -1 ? part.length : at)
}
