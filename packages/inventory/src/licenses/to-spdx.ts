import ALIASES from './aliases.json' with { type: 'json' }
import IDS from './spdx-ids.json' with { type: 'json' }

const ids: ReadonlyMap<string, string> = new Map(IDS.map((id) => [id.toLowerCase(), id]))
const aliases: ReadonlyMap<string, string> = new Map(Object.entries(ALIASES))
/** What old ids of the GNU licences are called today. */
const GNU = /^(?<base>(?:A|L)?GPL-\d\.\d|GFDL-\d\.\d)(?<more>\+)?$/
/** Longer ones are no expressions but texts. */
const MAX_LENGTH = 512

/** The SPDX expression that a package's word for its licence stands for; undefined where it is not known to stand for one. */
export function toSpdx(declared: string): string | undefined {
  const text = declared.trim().replace(/\s+/g, ' ')
  if (text === '' || text.length > MAX_LENGTH) return undefined
  return known(text) ?? expressionOf(text)
}

/** The licences of a package: as SPDX expressions, what is none as it is. Each once. */
export function normaliseLicenses(declared: readonly string[]): readonly string[] {
  return [...new Set(declared.map((text) => toSpdx(text) ?? text))]
}

function known(text: string): string | undefined {
  const alias = aliases.get(text.toLowerCase())
  if (alias !== undefined) return alias
  const id = ids.get(text.toLowerCase())
  if (id !== undefined) return modern(id)
  const plus = text.endsWith('+') ? ids.get(text.slice(0, -1).toLowerCase()) : undefined
  if (plus !== undefined) return modern(`${plus}+`)
  return /^LicenseRef-[\w.-]+$/.test(text) ? text : undefined
}

function modern(id: string): string {
  const { base, more } = GNU.exec(id)?.groups ?? {}
  return base === undefined ? id : `${base}-${more === undefined ? 'only' : 'or-later'}`
}

/** `(MIT OR Apache-2.0) AND ISC`, with words of others for the operators: `/`, `|`, `&`, `and`. All of its licences must be known. */
function expressionOf(text: string): string | undefined {
  const marked = text.replace(/\s*(?:\|\|?)\s*/g, ' OR ').replace(/\s*&&?\s*/g, ' AND ')
  const slashed = /^[\w.+-]+(?:\s*\/\s*[\w.+-]+)+$/.test(marked) ? marked.split(/\s*\/\s*/).join(' OR ') : marked
  const parts = slashed
    .split(/(\(|\)|\s(?:OR|AND|WITH)\s)/i)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length < 2) return undefined
  const words: string[] = []
  let depth = 0
  let isOperand = true
  for (const part of parts) {
    const operator = part.toUpperCase()
    if (part === '(') {
      if (!isOperand) return undefined
      depth += 1
      words.push('(')
    } else if (part === ')') {
      depth -= 1
      if (isOperand || depth < 0) return undefined
      words.push(')')
    } else if (operator === 'OR' || operator === 'AND' || operator === 'WITH') {
      if (isOperand) return undefined
      words.push(` ${operator} `)
      isOperand = true
    } else {
      const one = isOperand ? known(part) : undefined
      if (one === undefined) return undefined
      words.push(one.includes(' ') && parts.length > 2 ? `(${one})` : one)
      isOperand = false
    }
  }
  return isOperand || depth !== 0 ? undefined : words.join('')
}
