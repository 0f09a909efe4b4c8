import type { LicenseExpression } from '@veinmind/sdk/licenses'
import { parseLicense, spdxId, versionsOf } from '@veinmind/sdk/licenses'

/** Whether a licence is among those that are not wanted. */
export type IsDenied = (license: string) => boolean

type Matches = (name: string) => boolean

/**
 * The licences that patterns deny: ids of SPDX or a package's own words in whatever case, `*` for any text. `GPL-2.0` means that version
 * alone or with later ones, `GPL-2.0-or-later` each version from 2.0 on; a pattern with `WITH` is for a licence with that exception
 * alone, and one that begins with `!` takes off what others deny. Of alternatives (`OR`, and the versions of `-or-later` and `+`) all
 * must be denied, of what holds together (`AND`) one.
 */
export function denying(patterns: readonly string[]): IsDenied {
  const words = patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== '')
  const denied = words.filter((word) => !word.startsWith('!')).flatMap(matchersOf)
  const excepted = words.filter((word) => word.startsWith('!')).flatMap((word) => matchersOf(word.slice(1).trim()))
  const isNamed = (names: readonly string[]): boolean => {
    const plain = names.map((name) => name.toLowerCase())
    return denied.some((matches) => plain.some(matches)) && !excepted.some((matches) => plain.some(matches))
  }
  const isDenied = (expression: LicenseExpression): boolean => {
    if (expression.kind !== 'license')
      return expression.kind === 'or' ? expression.of.every(isDenied) : expression.of.some(isDenied)
    const { id, exception } = expression
    if (isNamed(namesOf(id, exception))) return true
    const versions = versionsOf(id)
    return versions[0] !== id && versions.every((version) => isNamed(namesOf(version, exception)))
  }
  return (license) => {
    const expression = parseLicense(license)
    return expression === undefined ? isNamed([license]) : isDenied(expression)
  }
}

/** What a pattern may name a licence by: its id, the id without what says whether later versions count, and both with the exception. */
function namesOf(id: string, exception: string | undefined): readonly string[] {
  const names = [id, id.replace(/-only$|-or-later$|\+$/, '')]
  return exception === undefined ? names : [...names, ...names.map((name) => `${name} with ${exception}`)]
}

function matchersOf(pattern: string): readonly Matches[] {
  // `GPL-2.0` stays what it is: as an id it would mean that version only.
  const id = /-or-later$|\+$/i.test(pattern) ? spdxId(pattern) : undefined
  const versions = id === undefined ? [] : versionsOf(id)
  return [pattern, ...(id === undefined ? [] : [id]), ...versions].map((text) => matching(text.toLowerCase()))
}

/** Whether a text is a pattern with `*`; without regular expressions, which a pattern of many stars would make slow. */
function matching(pattern: string): Matches {
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
