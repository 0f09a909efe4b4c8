/** How far back a cut looks for the border of a word. */
const LONGEST_WORD = 512

/**
 * At most about `most` UTF-16 units of a text, with how many are missing. A cut goes between words, so that no piece of a secret
 * is left at its end, which whoever masks the text later could not find there; never through a surrogate pair.
 */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text
  const end = cutPlace(text, most)
  return `${text.slice(0, end)}… (${text.length - end} more)`
}

/** Where a text that is longer than `most` is cut. */
export function cutPlace(text: string, most: number): number {
  const tail = text.slice(Math.max(0, most - LONGEST_WORD), most + 1)
  const word = /[^\s"'`,;]*$/.exec(tail)?.index ?? 0
  if (word > 0) return most - Math.min(most, LONGEST_WORD) + word
  // Of one word, such as an address, its first parts; a long one is cut anywhere.
  if (most <= LONGEST_WORD) return /[^/?&#]*$/.exec(tail)?.index ?? 0
  return isInPair(text, most) ? most - 1 : most
}

function isInPair(text: string, at: number): boolean {
  const last = text.charCodeAt(at - 1)
  return last >= 0xd800 && last <= 0xdbff
}
