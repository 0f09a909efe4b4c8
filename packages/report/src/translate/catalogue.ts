import { fillTemplate, matchTemplate, parseTemplate } from './match-template.ts'
import type { Template } from './match-template.ts'

interface Entry {
  readonly english: Template
  readonly translated: Template
  /** How much of the template is text: the more, the surer it is meant. */
  readonly weight: number
}

/** Translates texts that our programs make; any other text comes back as it is. */
export interface Catalogue {
  translate(text: string): string
  /** A template with values for its places: surer than `translate`, which finds out by the text alone which template made it. */
  fill(template: string, values: readonly string[]): string
}

/** A text within a text within a text. */
const MOST_DEPTH = 4
/** Longer ones are made of values that nobody reads whole. */
const MOST_LENGTH = 20_000
/** Templates are found by so much of their beginning. */
const BEGINNING = 3
/** A template that begins with a value and has less text (`{0} of {1}`) may be anything: it is only filled. */
const LEAST_TEXT = 7

/** Makes a catalogue of pairs: a template in English, and the same in another language. */
export function createCatalogue(pairs: Readonly<Record<string, string>>): Catalogue {
  const whole = new Map<string, string>()
  const byBeginning = new Map<string, Entry[]>()
  for (const [english, translated] of Object.entries(pairs)) {
    const template = parseTemplate(english)
    if (template.places.length === 0) {
      whole.set(english, translated)
      continue
    }
    const key = keyOf(template.texts[0] ?? '')
    if (key === '' && template.texts.join('').length < LEAST_TEXT) continue
    const entries = byBeginning.get(key) ?? []
    entries.push({ english: template, translated: parseTemplate(translated), weight: template.texts.join('').length })
    byBeginning.set(key, entries)
  }
  for (const entries of byBeginning.values()) entries.sort((a, b) => b.weight - a.weight)
  const translate = (text: string, depth = 0): string => {
    const found = whole.get(text)
    if (found !== undefined) return found
    if (text.length > MOST_LENGTH || depth > MOST_DEPTH) return text
    for (const { english, translated } of candidates(text)) {
      const values = matchTemplate(english, text)
      if (values) return fillTemplate(translated, values, (value) => translateParts(value, depth + 1))
    }
    return translateEnd(text, depth)
  }
  /** `values.yaml:3: it is not a list`: a place, and a text. */
  const translateEnd = (text: string, depth: number): string => {
    const at = text.indexOf(': ')
    const end = text.slice(at + 2)
    const translated = at === -1 ? end : translate(end, depth + 1)
    return translated === end ? text : `${text.slice(0, at)}：${translated}`
  }
  /** Several texts of ours may stand in one place: `docker: it cannot be reached; podman: …`. */
  const translateParts = (text: string, depth: number): string => {
    const translated = translate(text, depth)
    return translated === text
      ? text
          .split('; ')
          .map((part) => translate(part, depth))
          .join('; ')
      : translated
  }
  /** Those that begin as the text does are surer than those that begin with a value. */
  function* candidates(text: string): Generator<Entry> {
    if (text.length >= BEGINNING) yield* byBeginning.get(text.slice(0, BEGINNING)) ?? []
    yield* byBeginning.get('') ?? []
  }
  return {
    translate: (text) => translate(text),
    fill: (template, values) =>
      fillTemplate(parseTemplate(pairs[template] ?? template), values, (value) => translate(value)),
  }
}

const keyOf = (beginning: string): string => (beginning.length < BEGINNING ? '' : beginning.slice(0, BEGINNING))
