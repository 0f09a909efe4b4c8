import KNOWN_GROUPS from './known-groups.json' with { type: 'json' }
import type { FoundPackage } from '../reading.ts'
import { Findings } from '../reading.ts'
import { readManifest } from './manifest.ts'
import type { JarManifest } from './manifest.ts'
import { licensesOfPom, readPomProperties } from './pom-properties.ts'
import type { Coordinates } from './pom-properties.ts'

/** The parts of one Java archive that were read, by their names in it. */
export interface JarParts {
  /** Its own name: `log4j-core-2.17.1.jar`. */
  readonly name: string
  /** Where it stands in the outermost archive; empty for that one. */
  readonly inside: string
  readonly manifest?: Uint8Array
  readonly properties: readonly Uint8Array[]
  readonly poms: readonly Uint8Array[]
  readonly sha1?: string
}

/** The name of an archive as artifact and version. */
const FILE_NAME =
  /^(?<artifact>[A-Za-z][\w.]*?(?:-[A-Za-z_][\w.]*?|-\d[A-Za-z][\w.]*?)*)[-_](?<version>\d[\w.+-]*?)(?:-(?<classifier>sources|javadoc|tests|test-sources|linux-\w+|osx-\w+|windows-\w+|jakarta|all|shaded|exec|plain))?$/

/** The packages that an archive of Java is, and those that were put into it (shaded). */
export function packagesOf(parts: JarParts): readonly FoundPackage[] {
  const findings = new Findings()
  const stem = parts.name.replace(/\.\w{2,4}$/, '')
  const { artifact: fileArtifact, version: fileVersion } = FILE_NAME.exec(stem.slice(0, 200))?.groups ?? {}
  const manifest = parts.manifest === undefined ? undefined : readManifest(parts.manifest)
  const coordinates = parts.properties.flatMap((bytes) => readPomProperties(bytes) ?? [])
  const own = ownOf(coordinates, stem)
  const pom = parts.poms.length === 1 ? licensesOfPom(parts.poms[0] ?? new Uint8Array()) : []
  const licenses = [...new Set([...pom, ...(manifest?.licenses ?? [])])]
  for (const one of coordinates) {
    findings.add({
      type: 'maven',
      name: nameOf(one),
      version: one.version,
      isInstalled: true,
      licenses: one === own ? licenses : [],
      inside: inside(parts),
    })
  }
  if (own === undefined) addByLooks(findings, parts, { fileArtifact, fileVersion, manifest, licenses, stem })
  return findings.reading.packages
}

function inside({ inside: place }: JarParts): string | undefined {
  return place === '' ? undefined : place
}

/** Of several, the one that the archive is named for; one alone is it, whatever it is called. */
function ownOf(coordinates: readonly Coordinates[], stem: string): Coordinates | undefined {
  const named = coordinates.filter(
    ({ artifact }) => stem === artifact || stem.startsWith(`${artifact}-`) || stem.startsWith(`${artifact}_`),
  )
  const longest = named.sort((a, b) => b.artifact.length - a.artifact.length)[0]
  return longest ?? (coordinates.length === 1 ? coordinates[0] : undefined)
}

interface Looks {
  readonly fileArtifact: string | undefined
  readonly fileVersion: string | undefined
  readonly manifest: JarManifest | undefined
  readonly licenses: readonly string[]
  readonly stem: string
}

/**
 * An archive without coordinates: it is named after its file or its manifest, with a group where one is known. Its SHA-1 is kept, since
 * databases know jars by it.
 */
function addByLooks(
  findings: Findings,
  parts: JarParts,
  { fileArtifact, fileVersion, manifest, licenses, stem }: Looks,
): void {
  const said = manifest?.artifact
  // The name of the file is what a person installed; a title may be of anything.
  const artifact = fileArtifact ?? said ?? stem
  const version = fileVersion ?? manifest?.version
  if (version === undefined && said === undefined) return
  const group = groupOf(artifact) ?? ownGroup(manifest?.group, artifact)
  findings.add({
    type: 'maven',
    name: group === undefined ? artifact : `${group}:${artifact}`,
    version,
    isInstalled: true,
    licenses,
    inside: inside(parts),
    meta: parts.sha1 === undefined ? undefined : { digests: [`sha1:${parts.sha1}`] },
  })
}

const GROUPS: readonly (readonly [pattern: RegExp, group: string])[] = KNOWN_GROUPS.map(
  ([pattern = '', group = '']) => [new RegExp(pattern, 'i'), group] as const,
)

/** The group of artifacts whose builds leave no coordinates in them. */
function groupOf(artifact: string): string | undefined {
  return GROUPS.find(([pattern]) => pattern.test(artifact))?.[1]
}

/** A symbolic name often is the group with the artifact behind it. */
function ownGroup(name: string | undefined, artifact: string): string | undefined {
  if (name === undefined) return undefined
  const last = name.slice(name.lastIndexOf('.') + 1)
  return name.includes('.') && artifact.toLowerCase().endsWith(last.toLowerCase())
    ? name.slice(0, name.lastIndexOf('.'))
    : name
}

function nameOf({ group, artifact }: Coordinates): string {
  return group === '' ? artifact : `${group}:${artifact}`
}
