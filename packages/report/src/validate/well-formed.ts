/**
 * `text` with each lone surrogate written as an escape: `\xff` for a byte of a name that is not UTF-8 (U+DC80…U+DCFF, see
 * the SDK's names), `\ud800` for any other. Many JSON readers refuse lone surrogates, and UTF-8 has none.
 */
export function wellFormed(text: string): string {
  if (text.isWellFormed()) return text
  return text.replace(LONE, (character) => {
    const code = character.charCodeAt(0)
    return code >= 0xdc80 && code <= 0xdcff ? `\\x${(code - 0xdc00).toString(16)}` : `\\u${code.toString(16)}`
  })
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
