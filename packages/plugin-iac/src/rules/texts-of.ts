import type { Path } from '../yaml/places.ts'

const MAX_TEXTS = 20_000
/** No token is shorter. */
const MIN_LENGTH = 12

/** The texts of a document, in order, each object once though aliases lead to it twice; short ones are left out. */
export function* textsOf(document: unknown): Generator<{ readonly path: Path; readonly text: string }> {
  const seen = new Set<object>()
  const rest: { value: unknown; path: Path }[] = [{ value: document, path: [] }]
  let left = MAX_TEXTS
  for (let one = rest.pop(); one && left > 0; one = rest.pop()) {
    const { value, path } = one
    if (typeof value === 'string' && value.length >= MIN_LENGTH) {
      left--
      yield { path, text: value }
    }
    if (typeof value !== 'object' || value === null || seen.has(value) || path.length > 64) continue
    seen.add(value)
    const steps: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
    for (const [step, inner] of steps.toReversed()) rest.push({ value: inner, path: [...path, step] })
  }
}
