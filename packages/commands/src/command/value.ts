/** A text of a script, as far as it is known, and where it comes from. What is not known stands in it as it was written: `$NAME`. */
export interface Value {
  readonly text: string
  readonly isKnown: boolean
  /** The address that it was fetched from; `''` where that is not known. */
  readonly download?: string
  /** It came out of a connection of this script, so that somebody else writes it. */
  readonly isRemote?: true
  /** What it was hidden in, from the outside in: `base64`, `hex`, `reversed`. */
  readonly encodings: readonly string[]
}

/** Characters of a value; what is longer is cut, and no longer known. */
export const MAX_VALUE = 262_144

export const EMPTY: Value = { text: '', isKnown: true, encodings: [] }

export function known(text: string, encodings: readonly string[] = []): Value {
  return text.length > MAX_VALUE
    ? { text: text.slice(0, MAX_VALUE), isKnown: false, encodings }
    : { text, isKnown: true, encodings }
}

export function unknown(text: string, from: readonly Value[] = []): Value {
  return { ...join(from), text: text.slice(0, MAX_VALUE), isKnown: false }
}

/** The values one behind the other. */
export function join(values: readonly Value[], between = ''): Value {
  const text = values.map((value) => value.text).join(between)
  const download = values.find((value) => value.download !== undefined)?.download
  const encodings = [...new Set(values.flatMap((value) => value.encodings))]
  return {
    text: text.slice(0, MAX_VALUE),
    isKnown: text.length <= MAX_VALUE && values.every(({ isKnown }) => isKnown),
    ...(download === undefined ? {} : { download }),
    ...(values.some(({ isRemote }) => isRemote) ? { isRemote: true as const } : {}),
    encodings,
  }
}
