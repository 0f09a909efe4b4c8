/** A text without the marks that ways of writing put between the characters of a value. */
export interface Canonical {
  readonly text: string
  /** Where a unit of the canonical text begins in the written one, and where it ends there. */
  start(index: number): number
  end(index: number): number
}

const WITHOUT = /[ \t\n\v\f\r"'`\0\u00a0\u2028\u2029\u3000\ufeff]+/g
const PLAIN = 0
const DROPPED = 1
const SPECIAL = 2
/** White space (lines that were wrapped, indented, folded), quotes, the zero bytes of UTF-16 that is read as bytes. */
const KINDS = new Uint8Array(128)
for (const mark of ' \t\n\v\f\r"\'`\0') KINDS[mark.charCodeAt(0)] = DROPPED
for (const mark of '\\%&') KINDS[mark.charCodeAt(0)] = SPECIAL

/**
 * `text` as values are compared: a password reads the same in a shell, in JSON, in YAML over several lines, in a URL. White space,
 * quotes and backslashes are left out with what they escape; `%41`, `\x41`, `\u0041` and `&amp;` are what they stand for. The same
 * marks are taken out of the secrets, so nothing is lost where they belong to the value.
 */
export function canonical(text: string): Canonical {
  if (!/[\s"'`\0\\%&]/.test(text)) return { text, start: (index) => index, end: (index) => index + 1 }
  // Most texts hold no secret, so the positions are computed only when they are asked for.
  let places: { readonly starts: Uint32Array; readonly ends: Uint32Array } | undefined
  const plain = /[\\%&]/.test(text) ? readUnits(text) : text.replace(WITHOUT, '')
  const placed = (): NonNullable<typeof places> => (places ??= findPlaces(text, plain.length))
  return {
    text: plain,
    start: (index) => placed().starts[index] ?? text.length,
    end: (index) => placed().ends[index] ?? text.length,
  }
}

// Used again for each text, and larger where one needs it.
let scratch = new Uint16Array(1024)

function readUnits(text: string): string {
  if (scratch.length < text.length) scratch = new Uint16Array(Math.max(text.length, 2 * scratch.length))
  const units = scratch
  let length = 0
  eachUnit(text, (unit) => void (units[length++] = unit))
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le')
}

function findPlaces(text: string, length: number): { readonly starts: Uint32Array; readonly ends: Uint32Array } {
  const starts = new Uint32Array(length)
  const ends = new Uint32Array(length)
  let at = 0
  eachUnit(text, (_unit, start, end) => {
    starts[at] = start
    ends[at++] = end
  })
  return { starts, ends }
}

/** The units of the canonical text, in order, with what they were written as. */
function eachUnit(text: string, add: (unit: number, start: number, end: number) => void): void {
  for (let at = 0; at < text.length;) {
    const unit = text.charCodeAt(at)
    const kind = kindOf(unit)
    if (kind === PLAIN) add(unit, at, at + 1)
    if (kind !== SPECIAL) {
      at++
      continue
    }
    const mark = readMark(text, at)
    // A backslash that was escaped itself: what follows may be what it escapes.
    const { value, end } = mark.value === '\\' ? readEscape(text, mark.end - 1) : mark
    for (let index = 0; index < value.length; index++)
      if (kindOf(value.charCodeAt(index)) !== DROPPED) add(value.charCodeAt(index), at, end)
    at = end
  }
}

function kindOf(unit: number): number {
  if (unit < 128) return KINDS[unit] ?? PLAIN
  return unit === 0xa0 || unit === 0x2028 || unit === 0x2029 || unit === 0x3000 || unit === 0xfeff ? DROPPED : PLAIN
}

/** What a mark stands for; a sign that begins none, for itself. */
function readMark(text: string, at: number): { readonly value: string; readonly end: number } {
  const sign = text.charAt(at)
  if (sign === '\\') return readEscape(text, at)
  const itself = { value: sign, end: at + 1 }
  if (sign === '%') return readPercent(text, at) ?? itself
  const [entity] = /^&(?:amp|lt|gt|quot|apos|#3[49]);/.exec(text.slice(at, at + 6)) ?? []
  return entity === undefined ? itself : { value: ENTITIES[entity] ?? '', end: at + entity.length }
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** Backslashes, however often they were escaped themselves, with what they escape. */
function readEscape(text: string, at: number): { readonly value: string; readonly end: number } {
  let end = at + 1
  // What stands at `at` is a backslash, or the end of a sign for one.
  while (text.charAt(end) === '\\') end++
  const [, letter, code] =
    /^(?:([nrtbf])|(?:u(?=[0-9A-Fa-f]{4})|x(?=[0-9A-Fa-f]{2}))([0-9A-Fa-f]{2}))/.exec(text.slice(end, end + 6)) ?? []
  if (letter !== undefined) return { value: '', end: end + 1 }
  if (code === undefined) return { value: '', end }
  const digits = text.charAt(end) === 'u' ? 4 : 2
  return {
    value: String.fromCharCode(Number.parseInt(text.slice(end + 1, end + 1 + digits), 16)),
    end: end + 1 + digits,
  }
}

/** One character of UTF-8 in percent signs. */
function readPercent(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  const first = Number.parseInt(/^%([0-9A-Fa-f]{2})/.exec(text.slice(at, at + 3))?.[1] ?? '', 16)
  if (Number.isNaN(first)) return undefined
  const end = at + 3 * (first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4)
  try {
    const value = decodeURIComponent(text.slice(at, end))
    return { value, end }
  } catch {
    return undefined
  }
}

/** `text` without white space, quotes and escapes, its signs as they are. */
export function withoutMarks(text: string): string {
  return text.replace(/\\+[nrtbf]?|[\s"'`\0]/g, '')
}
