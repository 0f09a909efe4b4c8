/** A template taken apart: the text between its places, and which place stands behind each. */
export interface Template {
  readonly texts: readonly string[]
  readonly places: readonly Place[]
}

interface Place {
  readonly number: number
  /** Whether what stands there is text of ours, which is translated as well; else it is a value and stays as it is. */
  readonly isText: boolean
}

/** Takes `cannot read {0}: {1}` apart. In a translation `{1~}` marks a place whose value is translated too. */
export function parseTemplate(text: string): Template {
  const parts = text.split(/(\{\d{1,2}~?\})/)
  return {
    texts: parts.filter((_, at) => at % 2 === 0),
    places: parts
      .filter((_, at) => at % 2 === 1)
      .map((place) => ({ number: Number.parseInt(place.slice(1), 10), isText: place.endsWith('~}') })),
  }
}

/**
 * The values that stand at the places of a template in a text, or undefined where the text is not made by it. Each piece of the
 * template is looked for once, from left to right, so that the time is bounded whatever the text holds.
 */
export function matchTemplate({ texts, places }: Template, text: string): readonly string[] | undefined {
  const first = texts[0] ?? ''
  const last = texts.at(-1) ?? ''
  if (places.length === 0) return text === first ? [] : undefined
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return undefined
  const values: string[] = []
  const end = text.length - last.length
  let from = first.length
  for (const [at, place] of places.entries()) {
    const next = at === places.length - 1 ? end : text.indexOf(texts[at + 1] ?? '', from)
    if (next < from || next > end) return undefined
    values[place.number] = text.slice(from, next)
    from = next + (texts[at + 1] ?? '').length
  }
  return values
}

/** The template with values at its places. A value is never read as a template. */
export function fillTemplate(
  { texts, places }: Template,
  values: readonly string[],
  translateText: (text: string) => string,
): string {
  return texts.map((text, at) => text + fillPlace(places[at], values, translateText)).join('')
}

function fillPlace(
  place: Place | undefined,
  values: readonly string[],
  translateText: (text: string) => string,
): string {
  if (place === undefined) return ''
  const value = values[place.number] ?? ''
  return place.isText ? translateText(value) : value
}
