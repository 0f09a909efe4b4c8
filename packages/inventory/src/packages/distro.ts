import type { OperatingSystem } from '../systems/model.ts'

/** The `distro` of a purl: `debian-12`. */
export function distroOf(system: OperatingSystem | undefined): string | undefined {
  if (system === undefined) return undefined
  const release = system.version === '' ? (system.codename ?? '') : system.version
  return release === '' ? system.family : `${system.family}-${release}`
}

/** The `upstream` of a purl, as other tools write the source package: its version is left out where it is the package's own. */
export function upstreamOf(source: { readonly name: string; readonly version: string }, version: string): string {
  return source.version === version ? source.name : `${source.name}@${source.version}`
}
