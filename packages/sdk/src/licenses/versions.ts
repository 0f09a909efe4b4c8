import ids from './spdx-ids.json' with { type: 'json' }

/** Family, version, variant and range of an id: `GFDL`, `1.1`, `-invariants`, `-or-later`. */
const VERSIONED =
  /^(?<family>.+?)-(?<version>\d+(?:\.\d+)*)(?<variant>(?:-no)?-invariants)?(?<range>-or-later|-only|\+)?$/

/**
 * The licences of SPDX's list that one may be taken as: for `GPL-2.0-or-later` GPL-2.0-only and GPL-3.0-only, for `Apache-1.1+`
 * Apache-1.1 and Apache-2.0; any other is itself alone.
 */
export function versionsOf(id: string): readonly string[] {
  const { family, version, variant = '', range } = VERSIONED.exec(id)?.groups ?? {}
  if (family === undefined || version === undefined || (range !== '-or-later' && range !== '+')) return [id]
  const form = range === '+' ? '' : '-only'
  const later = ids.licenses.filter((listed) => {
    const other = VERSIONED.exec(listed)?.groups
    return (
      other?.['family'] === family &&
      (other['variant'] ?? '') === variant &&
      (other['range'] ?? '') === form &&
      isAtLeast(other['version'] ?? '', version)
    )
  })
  return later.length === 0 ? [id] : later
}

function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number)) as [number[], number[]]
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

/** Ids of before exceptions were named by themselves (deprecated since SPDX 2.0), as they are written now. */
const COMBINED: Readonly<Record<string, readonly [id: string, exception: string]>> = {
  'GPL-2.0-with-autoconf-exception': ['GPL-2.0-only', 'Autoconf-exception-2.0'],
  'GPL-2.0-with-bison-exception': ['GPL-2.0-only', 'Bison-exception-2.2'],
  'GPL-2.0-with-classpath-exception': ['GPL-2.0-only', 'Classpath-exception-2.0'],
  'GPL-2.0-with-font-exception': ['GPL-2.0-only', 'Font-exception-2.0'],
  'GPL-2.0-with-GCC-exception': ['GPL-2.0-only', 'GCC-exception-2.0'],
  'GPL-3.0-with-autoconf-exception': ['GPL-3.0-only', 'Autoconf-exception-3.0'],
  'GPL-3.0-with-GCC-exception': ['GPL-3.0-only', 'GCC-exception-3.1'],
}

/** The licence and the exception that an old id names together; `undefined` for any other. */
export const splitCombined = (id: string): readonly [id: string, exception: string] | undefined => COMBINED[id]
