import type { LicenseExpression } from '@veinmind/sdk/licenses'
import { parseLicense } from '@veinmind/sdk/licenses'

/** Whether a licence is among those that are not wanted. */
export type IsDenied = (license: string) => boolean

/**
 * The licences that patterns deny: ids of SPDX or a package's own words in whatever case, `*` for any text, `GPL-3.0` for that version
 * alone and for later ones. Of alternatives all must be denied, of what holds together one.
 */
export function denying(patterns: readonly string[]): IsDenied {
  const matchers = patterns
    .map((pattern) => pattern.trim().toLowerCase())
    .filter((pattern) => pattern !== '')
    .map((pattern) => matching(pattern))
  const isNamed = (id: string): boolean => {
    const plain = id.toLowerCase()
    const names = [plain, plain.replace(/-only$|-or-later$|\+$/, '')]
    return matchers.some((matches) => names.some(matches))
  }
  const isDenied = (expression: LicenseExpression): boolean => {
    if (expression.kind === 'license') return isNamed(expression.id)
    return expression.kind === 'or' ? expression.of.every(isDenied) : expression.of.some(isDenied)
  }
  return (license) => {
    const expression = parseLicense(license)
    return expression === undefined ? isNamed(license) : isDenied(expression)
  }
}

/** Whether a text is a pattern with `*`; without regular expressions, which a pattern of many stars would make slow. */
function matching(pattern: string): (text: string) => boolean {
  const [first = '', ...parts] = pattern.split('*')
  const last = parts.pop()
  return (text) => {
    if (last === undefined) return text === pattern
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
    const end = text.length - last.length
    let at = first.length
    for (const part of parts) {
      const found = text.indexOf(part, at)
      if (found === -1 || found + part.length > end) return false
      at = found + part.length
    }
    return true
  }
}
