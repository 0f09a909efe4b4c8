const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  e: '\u001B',
  E: '\u001B',
  f: '\f',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

/** `\n`, `\x41`, `\101`, `\0101`, `\u0041` in a text as the characters that they mean. */
export function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text
  return text.replaceAll(
    /\\(?:(x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4})|(0?[0-7]{1,3})|(.))/gs,
    (whole, hex?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex.slice(1), 16))
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
      return LETTERS[letter ?? ''] ?? whole
    },
  )
}
