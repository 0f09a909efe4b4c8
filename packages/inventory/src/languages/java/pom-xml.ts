import { mib } from '@veinmind/sdk'
import { SaxesParser } from 'saxes'
import { textOf } from '../formats.ts'
import type { PackageReader } from '../reader.ts'
import { Findings, UnreadableError } from '../reading.ts'

const MAX_DEPTH = 100
const MAX_DEPENDENCIES = 5000
/** Old files have entities that were never declared; a file with more errors than this is no XML. */
const MAX_ERRORS = 20
/** Properties that name properties: Maven follows as many as there are. */
const MAX_STEPS = 16

interface Element {
  readonly path: string
  readonly fields: Map<string, string>
}

/** `pom.xml` of a source tree: its dependencies whose version stands in it, by properties and managed versions. What a parent says is not known. */
export const pomXml: PackageReader = {
  id: 'maven-pom',
  names: ['pom.xml'],
  extensions: ['.pom'],
  max: mib(4),
  read({ path, bytes }) {
    // In an unpacked archive, pom.properties stands beside it and says what is installed.
    if (/\/META-INF\/maven\//.test(path)) return undefined
    const { project, properties, dependencies, managed, isCut } = readPom(textOf(bytes))
    const values = new Map([
      ...properties,
      ...['version', 'groupId', 'artifactId'].flatMap(
        (key) =>
          [
            [`project.${key}`, project.get(key) ?? ''],
            [`pom.${key}`, project.get(key) ?? ''],
          ] as const,
      ),
    ])
    const findings = new Findings()
    if (isCut) findings.cut('it has more packages than are read')
    const versions = new Map(managed.map((fields) => [keyOf(fields, values), fields.get('version')]))
    for (const fields of dependencies) {
      const name = keyOf(fields, values)
      const version = resolve(fields.get('version') ?? versions.get(name) ?? '', values)
      const isKnown = version !== '' && !version.includes('${') && !/^[[(]/.test(version)
      const isDevelopment = fields.get('scope') === 'test'
      if (!name.includes('${'))
        findings.add({
          type: 'maven',
          name,
          version: isKnown ? version : '',
          isInstalled: false,
          meta: isDevelopment ? { isDevelopment } : undefined,
        })
    }
    return findings.reading
  },
}

function keyOf(fields: ReadonlyMap<string, string>, values: ReadonlyMap<string, string>): string {
  return `${resolve(fields.get('groupId') ?? '', values)}:${resolve(fields.get('artifactId') ?? '', values)}`
}

function resolve(text: string, values: ReadonlyMap<string, string>): string {
  let resolved = text
  for (let step = 0; step < MAX_STEPS && resolved.includes('${') && resolved.length <= 1024; step++) {
    const next = resolved.replaceAll(/\$\{([^{}$]{1,200})\}/g, (whole, name: string) => values.get(name) ?? whole)
    if (next === resolved) break
    resolved = next
  }
  return resolved.length > 1024 ? '' : resolved
}

interface Pom {
  readonly project: ReadonlyMap<string, string>
  readonly properties: ReadonlyMap<string, string>
  readonly dependencies: readonly ReadonlyMap<string, string>[]
  readonly managed: readonly ReadonlyMap<string, string>[]
  /** It has more dependencies than are read. */
  readonly isCut: boolean
}

function readPom(text: string): Pom {
  const project = new Map<string, string>()
  const properties = new Map<string, string>()
  const dependencies: Map<string, string>[] = []
  const managed: Map<string, string>[] = []
  const open: Element[] = []
  let words = ''
  const parser = new SaxesParser()
  let errors = 0
  let isCut = false
  parser.on('error', () => {
    errors += 1
    if (errors > MAX_ERRORS) throw new UnreadableError('it is no valid XML')
  })
  parser.on('opentag', ({ name }) => {
    if (open.length >= MAX_DEPTH) throw new UnreadableError('its elements stand too deep in each other')
    open.push({ path: `${open.at(-1)?.path ?? ''}/${name}`.slice(-300), fields: new Map() })
    words = ''
  })
  parser.on('text', (part) => {
    if (words.length < 1024) words += part
  })
  parser.on('closetag', ({ name }) => {
    const closed = open.pop()
    const parent = open.at(-1)
    if (closed === undefined || parent === undefined) return
    const value = words.trim()
    words = ''
    if (closed.path === '/project/dependencies/dependency') {
      if (dependencies.length >= MAX_DEPENDENCIES) isCut = true
      else dependencies.push(closed.fields)
    } else if (closed.path === '/project/dependencyManagement/dependencies/dependency') {
      if (managed.length >= MAX_DEPENDENCIES) isCut = true
      else managed.push(closed.fields)
    } else if (parent.path === '/project/properties') properties.set(name, value)
    else if (parent.path === '/project') project.set(name, value)
    else if (parent.path === '/project/parent' && !project.has(name)) project.set(name, value)
    else if (parent.fields.size < 20) parent.fields.set(name, value)
  })
  parser.write(text).close()
  return { project, properties, dependencies, managed, isCut }
}
