/**
 * Whether a shell's wildcards (`*`, `?`, `[a-z]`, `[!a]`) match a text, as fnmatch(3) has it: with `slashes: false` none of them is a
 * slash. In time of the product of both lengths.
 */
export function matchesWildcards(
  pattern: string,
  text: string,
  { slashes = true }: { readonly slashes?: boolean } = {},
): boolean {
  const parts = partsOf(pattern)
  let [at, part] = [0, 0]
  let back: { readonly part: number; at: number } | undefined
  while (at < text.length) {
    const current = parts[part]
    if (current === '*') {
      back = { part, at }
      part += 1
    } else if (current !== undefined && fits(current, text[at] ?? '', slashes)) {
      part += 1
      at += 1
    } else if (back !== undefined && (slashes || text[back.at] !== '/')) {
      back.at += 1
      at = back.at
      part = back.part + 1
    } else return false
  }
  while (parts[part] === '*') part += 1
  return part === parts.length
}

type Part =
  | '*'
  | '?'
  | { readonly literal: string }
  | { readonly isNegated: boolean; readonly ranges: readonly (readonly [string, string])[] }

function fits(part: Part, character: string, slashes: boolean): boolean {
  if (part === '*') return false
  if (typeof part === 'object' && 'literal' in part) return part.literal === character
  if (!slashes && character === '/') return false
  if (part === '?') return true
  return part.ranges.some(([from, to]) => character >= from && character <= to) !== part.isNegated
}

const CLASSES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  alpha: [
    ['a', 'z'],
    ['A', 'Z'],
  ],
  digit: [['0', '9']],
  alnum: [
    ['a', 'z'],
    ['A', 'Z'],
    ['0', '9'],
  ],
  lower: [['a', 'z']],
  upper: [['A', 'Z']],
  space: [
    [' ', ' '],
    ['\t', '\t'],
  ],
  xdigit: [
    ['a', 'f'],
    ['A', 'F'],
    ['0', '9'],
  ],
}

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = []
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? ''
    if (character === '\\' && at + 1 < pattern.length) {
      at += 1
      parts.push({ literal: pattern[at] ?? '' })
    } else if (character === '*') {
      if (parts.at(-1) !== '*') parts.push('*')
    } else if (character === '?') parts.push('?')
    else if (character === '[') {
      const found = /^\[([!^]?)(\]?(?:\[:\w+:\]|[^\]])*)\]/.exec(pattern.slice(at, at + 200))
      if (found === null) parts.push({ literal: '[' })
      else {
        parts.push({ isNegated: found[1] !== '', ranges: rangesOf(found[2] ?? '') })
        at += found[0].length - 1
      }
    } else parts.push({ literal: character })
  }
  return parts
}

function rangesOf(text: string): readonly (readonly [string, string])[] {
  const found = [...text.matchAll(/\[:(\w+):\]|(.)-(.)|(.)/gs)]
  return found.flatMap(([, name, from, to, one = '']) => {
    if (name !== undefined) return CLASSES[name] ?? []
    return [[from ?? one, to ?? one] as const]
  })
}
