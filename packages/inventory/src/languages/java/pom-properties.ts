import { kib } from '@veinmind/sdk'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings } from '../reading.ts'

/** What names a package of Maven. */
export interface Coordinates {
  readonly group: string
  readonly artifact: string
  readonly version: string
}

/** The coordinates that Maven leaves in what it builds; undefined without an artifact, or where a build did not fill them in. */
export function readPomProperties(bytes: Uint8Array): Coordinates | undefined {
  const fields = new Map<string, string>()
  for (const line of textOf(bytes.subarray(0, 65_536)).split(/\r?\n/)) {
    const [, key, value] = /^\s*(groupId|artifactId|version)\s*[=:]\s*(\S{1,256})\s*$/.exec(line.slice(0, 600)) ?? []
    if (key !== undefined && value !== undefined && !value.includes('${')) fields.set(key, value)
  }
  const artifact = fields.get('artifactId')
  return artifact === undefined
    ? undefined
    : { group: fields.get('groupId') ?? '', artifact, version: fields.get('version') ?? '' }
}

/** The names of the licences of a pom. */
export function licensesOfPom(bytes: Uint8Array): readonly string[] {
  const text = textOf(bytes.subarray(0, 1 << 20))
  const start = text.indexOf('<licenses>')
  const end = start < 0 ? -1 : text.indexOf('</licenses>', start)
  const list = end < 0 ? '' : text.slice(start, Math.min(end, start + 16_384))
  return Array.from(list.matchAll(/<name>([^<]{1,200})<\/name>/g), ([, name = '']) => name.trim())
}

/** In a folder into which an archive was unpacked. */
export const pomProperties: PackageReader = {
  id: 'java-pom-properties',
  names: ['pom.properties'],
  path: /\/META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/,
  max: kib(64),
  read({ bytes }) {
    const found = readPomProperties(bytes)
    if (found === undefined) return undefined
    const findings = new Findings()
    findings.add({
      type: 'maven',
      name: found.group === '' ? found.artifact : `${found.group}:${found.artifact}`,
      version: found.version,
      isInstalled: true,
    })
    return findings.reading
  },
}
