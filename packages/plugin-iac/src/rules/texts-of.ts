import type { Path } from '../yaml/places.ts'

/** Texts of one document that are searched. */
export const MAX_TEXTS = 20_000
/** No token is shorter. */
const MIN_LENGTH = 12

/** A text of a document; `isEnd`: the place of the first that is one too many. */
export interface PlacedText {
  readonly path: Path
  readonly text: string
  readonly isEnd?: true
}

/** The texts of a document, in order, each object once though aliases lead to it twice; short ones are left out. */
export function* textsOf(document: unknown): Generator<PlacedText> {
  const seen = new Set<object>()
  const rest: { value: unknown; path: Path }[] = [{ value: document, path: [] }]
  let left = MAX_TEXTS
  for (let one = rest.pop(); one; one = rest.pop()) {
    const { value, path } = one
    if (typeof value === 'string' && value.length >= MIN_LENGTH) {
      if (left-- === 0) {
        yield { path, text: '', isEnd: true }
        return
      }
      yield { path, text: value }
    }
    if (typeof value !== 'object' || value === null || seen.has(value) || path.length > 64) continue
    seen.add(value)
    const steps: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
    for (const [step, inner] of steps.toReversed()) rest.push({ value: inner, path: [...path, step] })
  }
}
