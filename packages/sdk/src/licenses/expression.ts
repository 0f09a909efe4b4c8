import { splitCombined } from './versions.ts'
import ids from './spdx-ids.json' with { type: 'json' }

/** An expression of licences (SPDX 2.3, annex D). */
export type LicenseExpression =
  | { readonly kind: 'license'; readonly id: string; readonly exception?: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly LicenseExpression[] }

const LICENSES = new Map(ids.licenses.map((id) => [id.toLowerCase(), id]))
const EXCEPTIONS = new Map(ids.exceptions.map((id) => [id.toLowerCase(), id]))
const MAX_LENGTH = 4096
const MAX_DEPTH = 32

/**
 * The id of SPDX's list that a word is in whatever case, also with a `+`, or a `LicenseRef-`; `undefined` for any other. The old ids of
 * GNU's licences become the new ones: `GPL-2.0+` is `GPL-2.0-or-later`.
 */
export function spdxId(word: string): string | undefined {
  const [, family, later] = /^((?:[AL]?GPL|GFDL)-\d\.\d)(\+?)$/i.exec(word) ?? []
  return family === undefined ? listedId(word) : listedId(`${family}-${later === '+' ? 'or-later' : 'only'}`)
}

function listedId(word: string): string | undefined {
  if (/^(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/.test(word)) return word
  const known = LICENSES.get(word.toLowerCase())
  if (known !== undefined || !word.endsWith('+')) return known
  const older = LICENSES.get(word.slice(0, -1).toLowerCase())
  return older === undefined ? undefined : `${older}+`
}

/** Reads an expression, ids and operators in whatever case; `undefined` for a text that is none, or that names what is not in SPDX's list. */
export function parseLicense(text: string): LicenseExpression | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const words = text.match(/[()]|[^\s()]+/g) ?? []
  let at = 0
  const take = (operator: string): boolean => words[at]?.toLowerCase() === operator && (at += 1) > 0

  function readList(
    operator: 'or' | 'and',
    readPart: () => LicenseExpression | undefined,
  ): LicenseExpression | undefined {
    const parts: LicenseExpression[] = []
    do {
      const part = readPart()
      if (part === undefined) return undefined
      parts.push(part)
    } while (take(operator))
    return parts.length === 1 ? parts[0] : { kind: operator, of: parts }
  }

  const readAny = (depth: number): LicenseExpression | undefined =>
    readList('or', () => readList('and', () => readOne(depth)))

  function readOne(depth: number): LicenseExpression | undefined {
    if (depth > MAX_DEPTH) return undefined
    if (take('(')) {
      const inner = readAny(depth + 1)
      return take(')') ? inner : undefined
    }
    const id = spdxId(words[at] ?? '')
    at += 1
    if (id === undefined) return undefined
    if (!take('with')) {
      const [license = id, combined] = splitCombined(id) ?? []
      return { kind: 'license', id: license, ...(combined === undefined ? {} : { exception: combined }) }
    }
    const exception = EXCEPTIONS.get((words[at] ?? '').toLowerCase())
    at += 1
    return exception === undefined ? undefined : { kind: 'license', id, exception }
  }

  const expression = readAny(0)
  return at === words.length ? expression : undefined
}

/** An expression as SPDX writes it. */
export function formatLicense(expression: LicenseExpression): string {
  if (expression.kind === 'license')
    return expression.exception === undefined ? expression.id : `${expression.id} WITH ${expression.exception}`
  return expression.of
    .map((part) =>
      part.kind === 'license' || part.kind === expression.kind ? formatLicense(part) : `(${formatLicense(part)})`,
    )
    .join(expression.kind === 'and' ? ' AND ' : ' OR ')
}
