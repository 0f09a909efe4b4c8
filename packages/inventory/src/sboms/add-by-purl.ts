import { asText } from '../languages/formats.ts'
import type { Findings } from '../languages/reading.ts'
import { parsePurl } from '../purl.ts'

/** What a document says of a package. */
export interface ListedPackage {
  readonly purl: unknown
  readonly name: unknown
  readonly version: unknown
  readonly licenses: readonly string[]
}

/** Images and folders are listed like packages, and are what holds them. */
const NO_PACKAGES = new Set(['oci', 'docker', 'github'])

/** Adds a package as its purl names it; without one, by its name, where a version makes it likely to be a package. */
export function addByPurl(findings: Findings, { purl, name, version, licenses }: ListedPackage): void {
  const parts = parsePurl(asText(purl) ?? '')
  if (parts === undefined) {
    if (asText(version) !== undefined && asText(version) !== '')
      findings.add({ type: 'generic', name, version, isInstalled: true, licenses })
    return
  }
  if (NO_PACKAGES.has(parts.type)) return
  const qualifiers = Object.fromEntries(
    Object.entries(parts.qualifiers ?? {}).filter(([, value]) => value !== undefined),
  ) as Record<string, string>
  findings.add({
    type: parts.type,
    name: parts.name,
    namespace: parts.namespace,
    version: parts.version ?? version,
    isInstalled: true,
    licenses,
    qualifiers: Object.keys(qualifiers).length === 0 ? undefined : qualifiers,
    subpath: parts.subpath,
  })
}
