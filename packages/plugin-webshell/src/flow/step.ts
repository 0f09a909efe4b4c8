import { knownValue, numberOf, UNSET } from './value.ts'
import type { Value } from './value.ts'

/** The next value, or the one before. */
export function stepOf(value: Value, by: 1 | -1): Value {
  const { known, from } = value
  if (typeof known === 'string' && by === 1 && /^[a-zA-Z0-9]*[a-zA-Z][a-zA-Z0-9]*$/.test(known) && known.length < 100) {
    return knownValue(nextText(known), from)
  }
  if (known === null) return by === 1 ? knownValue(1, from) : knownValue(null, from)
  const number = value.from === UNSET ? 0 : numberOf(value)
  return number === undefined ? { from } : knownValue(number + by, from & ~UNSET)
}

function nextText(text: string): string {
  const chars = Array.from(text)
  for (let index = chars.length - 1; index >= 0; index -= 1) {
    const char = chars[index] as string
    if (char !== 'z' && char !== 'Z' && char !== '9') {
      chars[index] = String.fromCharCode(char.charCodeAt(0) + 1)
      return chars.join('')
    }
    chars[index] = char === 'z' ? 'a' : char === 'Z' ? 'A' : '0'
  }
  const first = text.charAt(0)
  return (first === 'z' ? 'a' : first === 'Z' ? 'A' : '1') + chars.join('')
}
