import { createHash } from 'node:crypto'
import { formatLicense, parseLicense } from '@veinmind/sdk/licenses'

/** What SPDX writes where nothing is known. */
export const NO_LICENSE = 'NOASSERTION'

/** Licences as one expression. What is none of SPDX's becomes a `LicenseRef-` whose text stands in the document. */
export function createSpdxLicenses(): {
  readonly licenses: ReadonlyMap<string, string>
  readonly expressionOf: (licenses: readonly string[]) => string
} {
  const licenses = new Map<string, string>()
  const refOf = (text: string): string => {
    const slug = text.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60)
    const id = `LicenseRef-${slug}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`
    licenses.set(id, text)
    return id
  }
  return {
    licenses,
    expressionOf(texts) {
      const parts = texts.map((text) => {
        const parsed = parseLicense(text)
        // A reference to a text that stands elsewhere has none here.
        if (parsed === undefined || text.includes('Ref-')) return refOf(text)
        return parsed.kind === 'license' || texts.length === 1 ? formatLicense(parsed) : `(${formatLicense(parsed)})`
      })
      return parts.length === 0 ? NO_LICENSE : parts.join(' AND ')
    },
  }
}
