/** The CVE that an id is or wraps (`UBUNTU-CVE-2021-3782`, `DEBIAN-CVE-…`, `BIT-CVE-…`); `undefined` for others. */
export function cveOf(id: string): string | undefined {
  return /^(?:[A-Za-z]{2,20}-){0,3}(CVE-\d{4}-\d{4,19})$/.exec(id)?.[1]
}

/** What may stand as an id: one word, and no longer than any that is given out. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[\w.:+/-]{3,128}$/.test(text)
}

/** Every id of a flaw in a text: `CVE-2017-2616 (+ regression fix)`, `CVE-2019-1 XSA-123`. */
export function idsIn(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .slice(0, 1000)
        .match(/\b(?:CVE-\d{4}-\d{4,19}|GHSA(?:-[a-z0-9]{4}){3}|XSA-\d{1,5}|[A-Z]{2,9}-\d{4}-\d{1,9})\b/g),
    ),
  ]
}

/** CVEs first, by year and number; then advisories of GitHub; then the rest by name. */
export function compareIds(a: string, b: string): number {
  const [left, right] = [rank(a), rank(b)]
  if (left !== right) return left - right
  // Of CVEs of one year the longer number is the higher.
  if (left === 0 && a.slice(0, 9) === b.slice(0, 9) && a.length !== b.length) return a.length - b.length
  return a < b ? -1 : a > b ? 1 : 0
}

function rank(id: string): number {
  if (id.startsWith('CVE-')) return 0
  return id.startsWith('GHSA-') ? 1 : 2
}

/** Malicious packages have ids of their own, of the OpenSSF's database or of GitHub. */
export const isMalicious = (id: string): boolean => id.startsWith('MAL-')
