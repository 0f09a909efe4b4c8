import { readYamlWord } from '@veinmind/internal/text'
import { asList, asMembers, asText, asWord, isMembers } from '../values.ts'

const MAX_TEXT = 64 << 10

/**
 * The objects of a Template of OpenShift with the defaults of its parameters put in, as `oc process` does: `${NAME}` in a text, and
 * `${{NAME}}` as a text of its own becomes what the default is, a number or a boolean. What has no default stays.
 */
export function withParameters(template: unknown, value: unknown): unknown {
  const defaults = new Map(
    asList(asMembers(template)['parameters']).flatMap((parameter): [string, string][] => {
      const { name, value: given } = asMembers(parameter)
      return typeof name === 'string' && given !== undefined && given !== null && asWord(given) !== ''
        ? [[name, asWord(given)]]
        : []
    }),
  )
  if (defaults.size === 0) return value
  const known = new Map<object, unknown>()
  const convert = (one: unknown): unknown => {
    const text = asText(one)
    if (text !== undefined) return inText(text, defaults)
    if (typeof one !== 'object' || one === null) return one
    if (known.has(one)) return known.get(one)
    const made: unknown = Array.isArray(one) ? [] : Object.create(null)
    known.set(one, made)
    if (Array.isArray(one)) for (const item of one) (made as unknown[]).push(convert(item))
    else if (isMembers(one))
      for (const [name, member] of Object.entries(one)) (made as Record<string, unknown>)[name] = convert(member)
    return made
  }
  return convert(value)
}

function inText(text: string, defaults: ReadonlyMap<string, string>): unknown {
  const [, whole] = /^\$\{\{(\w+)\}\}$/.exec(text) ?? []
  const alone = whole === undefined ? undefined : defaults.get(whole)
  if (alone !== undefined) return readYamlWord(alone, 'kubernetes')
  let left = MAX_TEXT
  return text.replaceAll(/\$\{(\w+)\}/g, (reference, name: string) => {
    const found = defaults.get(name) ?? reference
    left -= found.length
    return left < 0 ? reference : found
  })
}
