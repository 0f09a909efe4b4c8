import type { Findings } from '../languages/reading.ts'
import { parsePurl } from '../purl.ts'
import type { ListedPackage } from './listing.ts'

/** Images and folders are listed like packages, and are what holds them. */
export const NO_PACKAGES: ReadonlySet<string> = new Set(['oci', 'docker', 'github'])

/** Adds a package as its purl names it; without one, by its name, where a version makes it likely to be a package. */
export function addByPurl(findings: Findings, { purl, name, version, licenses }: ListedPackage): void {
  const parts = parsePurl(purl ?? '')
  if (parts === undefined) {
    if (version !== '') findings.add({ type: 'generic', name, version, isInstalled: true, licenses })
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
