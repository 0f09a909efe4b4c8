import type { Report } from './model.ts'

/** Whether a value from outside is a finding, as far as whoever reads it relies on. */
export function isFinding(value: unknown): boolean {
  const { fingerprint, rule, severity, target, locations, detail } = (value ?? {}) as Partial<
    Report['findings'][number]
  >
  return (
    typeof fingerprint === 'string' &&
    /^[0-9a-f]{32}$/.test(fingerprint) &&
    typeof rule?.id === 'string' &&
    (typeof rule.title === 'string' || typeof rule.title?.en === 'string') &&
    typeof severity === 'string' &&
    isTarget(target) &&
    areObjects(locations) &&
    typeof detail === 'object' &&
    detail !== null
  )
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}

/** The same of a target, or of what a finding says of one. */
export function isTarget(value: unknown): boolean {
  const { name, references, places = [], layers = [] } = (value ?? {}) as Readonly<Record<string, unknown>>
  return (
    typeof name === 'string' &&
    areTexts(references) &&
    areObjects(places) &&
    places.every(({ names }) => areTexts(names)) &&
    areObjects(layers)
  )
}

function areObjects(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null)
}
