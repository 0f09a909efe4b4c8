import { createHash } from 'node:crypto'
import { readArchive } from '@veinmind/archives'
import type { Member, Unread } from '@veinmind/archives'
import { mib } from '@veinmind/sdk'
import type { Bytes } from '../../executables/model.ts'
import { Findings } from '../reading.ts'
import type { Reading } from '../reading.ts'
import { packagesOf } from './jar.ts'
import type { JarParts } from './jar.ts'

/** Names of archives of Java, also of plugins of programs written in it. */
export const JAVA_ARCHIVE: RegExp = /\.(?:jar|war|ear|sar|par|rar|kar|hpi|jpi|aar|nar|lpkg|jmod)$/i
const MANIFEST = 'META-INF/MANIFEST.MF'
const PROPERTIES = /^(?:WEB-INF\/classes\/|BOOT-INF\/classes\/)?META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/
const POM = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.xml$/
/** Coordinates of one archive: jars that hold others unpacked have some hundred. */
const MAX_PARTS = 2000
const MAX_ARCHIVES = 10_000
const MAX_PART = mib(1)
const CHUNK = 1 << 20

interface Gathered {
  readonly name: string
  readonly inside: string
  manifest?: Uint8Array
  properties: Uint8Array[]
  poms: Uint8Array[]
  sha1?: string
}

/** The packages of an archive of Java and of those that stand in it. */
export async function readJars(path: string, bytes: Bytes, signal?: AbortSignal): Promise<Reading> {
  const findings = new Findings()
  const outer = { name: path.slice(path.lastIndexOf('/') + 1), inside: '', properties: [], poms: [] } as Gathered
  const archives = new Map<string, Gathered>([['', outer]])
  const unread = ({ path: where, reason, message }: Unread): void =>
    findings.cut(where === '' ? `the archive is ${reason}: ${message}` : `${where.slice(0, 300)}: ${message}`)
  let isArchive = false
  const wants = (member: Member): boolean => {
    isArchive = true
    return isPart(member)
  }
  const source = {
    size: bytes.size,
    path: '',
    read: (position: number, length: number) => bytes.read(position, length),
  }
  for await (const member of readArchive(source, {
    wants,
    opens: ({ name }) => JAVA_ARCHIVE.test(name),
    unread,
    ...(signal === undefined ? {} : { signal }),
  })) {
    await gather(member, archives, findings)
  }
  if (!isArchive) findings.cut('it is named as an archive, and nothing stands in it that could be read')
  for (const parts of isArchive ? archives.values() : []) {
    const found = packagesOf(parts)
    const needsDigest = parts === outer && parts.properties.length === 0 && found.length > 0
    const packages = needsDigest ? packagesOf({ ...parts, sha1: await sha1Of(bytes) } satisfies JarParts) : found
    for (const one of packages) findings.add(one)
  }
  return findings.reading
}

function isPart({ name }: Member): boolean {
  return name === MANIFEST || PROPERTIES.test(name) || POM.test(name) || JAVA_ARCHIVE.test(name)
}

async function gather(member: Member, archives: Map<string, Gathered>, findings: Findings): Promise<void> {
  const { path, name, size } = member
  const parent = path.slice(0, Math.max(0, path.length - name.length - 2))
  const isArchive = JAVA_ARCHIVE.test(name)
  const parts = archives.get(parent)
  if (isArchive) {
    if (archives.size >= MAX_ARCHIVES) return findings.cut('more archives stand in it than are read')
    const content = await member.read()
    const sha1 = content === undefined ? undefined : createHash('sha1').update(content).digest('hex')
    archives.set(path, {
      name: name.slice(name.lastIndexOf('/') + 1),
      inside: path,
      properties: [],
      poms: [],
      ...(sha1 === undefined ? {} : { sha1 }),
    })
    return
  }
  if (parts === undefined) return
  if ((size ?? 0) > MAX_PART || parts.properties.length + parts.poms.length >= MAX_PARTS)
    return findings.cut(`${path.slice(0, 300)} is too large, or one of too many`)
  const content = await member.read()
  if (content === undefined) return
  if (name === MANIFEST) parts.manifest = content
  else if (name.endsWith('.properties')) parts.properties.push(content)
  else parts.poms.push(content)
}

async function sha1Of(bytes: Bytes): Promise<string> {
  const hash = createHash('sha1')
  for (let at = 0; at < bytes.size; at += CHUNK) hash.update(await bytes.read(at, CHUNK))
  return hash.digest('hex')
}
