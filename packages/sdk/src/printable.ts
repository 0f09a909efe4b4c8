// C0 and C1 controls, the bidirectional overrides and isolates (CVE-2021-42574), line and paragraph separators, lone
// surrogates (names that are not UTF-8, see names.ts) and the byte order mark.
const UNPRINTABLE =
  // oxlint-disable-next-line no-control-regex -- they are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/**
 * `text` with every character that could move a cursor, hide text or change its direction written as an escape
 * (`\n`, `\x1b`, `\u202e`); a byte of a name that is not UTF-8 as `\xff`. With `keepLines`, line feeds and tabs stay.
 */
export function printable(text: string, options: { readonly keepLines?: boolean } = {}): string {
  return text.replace(UNPRINTABLE, (character) => {
    if (character === '\n') return options.keepLines ? character : '\\n'
    if (character === '\t') return options.keepLines ? character : '\\t'
    if (character === '\r') return '\\r'
    const code = character.charCodeAt(0)
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`
  })
}
