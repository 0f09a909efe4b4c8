import { isMembers } from '../values.ts'
import { castOf, SECTIONS } from './casts.ts'
import type { CastTree } from './casts.ts'

/** Defaults in defaults; people stop at two. */
const MAX_DEPTH = 16

const VARIABLE = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(\}|:?[-+?]))/g

/**
 * Puts the variables of a text in as docker compose does where nobody sets them: `${PORT:-8080}` is its default,
 * `${DEBUG:+x}` nothing, `$$` a dollar. What has no default is not known, and stays as `${NAME}`.
 */
export function interpolate(text: string, depth = 0): string {
  if (!text.includes('$') || depth > MAX_DEPTH) return text
  let shown = ''
  let from = 0
  for (const match of text.matchAll(VARIABLE)) {
    const { index } = match
    // This variable stands inside a default that was read already.
    if (index < from) continue
    const [whole, dollar, plain, braced = '', operator = '}'] = match
    const behind = index + whole.length
    const end = dollar === undefined && plain === undefined && operator !== '}' ? closingBrace(text, behind) : behind
    if (end === undefined) break
    shown += text.slice(from, index)
    from = end
    if (dollar !== undefined) shown += '$'
    else if (operator.endsWith('-')) shown += interpolate(text.slice(behind, end - 1), depth + 1)
    // `${A:+x}` is empty while A is not set. Any other variable without a default stays as `${NAME}`.
    else if (!operator.endsWith('+')) shown += `\${${plain ?? braced}}`
  }
  return shown + text.slice(from)
}

/** Behind the brace that ends a variable whose default begins at `from`. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '}' && --depth === 0) return at + 1
    if (text[at] === '{') depth++
  }
  return undefined
}

/**
 * A document with the variables of its texts put in, and the members that compose casts cast: `privileged: "${P:-yes}"` is true.
 * Names of members stay, and with them the place of every value.
 */
export function interpolateDocument(document: unknown): unknown {
  // An alias leads to the same object, which is converted once for each set of casts.
  const made = new Map<object, Map<CastTree | undefined, unknown>>()
  const convert = (value: unknown, casts: CastTree | undefined): unknown => {
    if (typeof value === 'string') return castOf(casts)?.(interpolate(value)) ?? interpolate(value)
    if (typeof value !== 'object' || value === null) return value
    const known = made.get(value)?.get(casts)
    if (known !== undefined) return known
    const result: unknown = isMembers(value) ? Object.create(null) : []
    made.set(value, (made.get(value) ?? new Map<CastTree | undefined, unknown>()).set(casts, result))
    if (Array.isArray(result))
      for (const item of value as readonly unknown[]) result.push(convert(item, below(casts, '*')))
    else
      for (const [name, member] of Object.entries(value))
        (result as Record<string, unknown>)[name] = convert(member, below(casts, name))
    return result
  }
  return convert(document, SECTIONS)
}

function below(casts: CastTree | undefined, name: string): CastTree | undefined {
  if (typeof casts !== 'object') return undefined
  return Object.hasOwn(casts, name) ? casts[name] : casts['*']
}
