import { basename } from 'node:path/posix'

/** The name and version of a copy of log4j. */
export interface Product {
  readonly name: ProductName
  readonly version: string
}

/** `group:artifact`, as Maven has it. */
export type ProductName = 'org.apache.logging.log4j:log4j-core' | 'log4j:log4j' | 'ch.qos.reload4j:reload4j'

const CORE = 'org.apache.logging.log4j:log4j-core'
const OLD = 'log4j:log4j'
const RELOAD = 'ch.qos.reload4j:reload4j'
const PRODUCTS: readonly ProductName[] = [CORE, OLD, RELOAD]
const PROPERTIES = /(?:^|\/)META-INF\/maven\/([^/]{1,100})\/([^/]{1,100})\/pom\.properties$/
const VERSION = /^\d+(?:[.-][\w.-]{1,60})?$/
const FILE = /^(log4j-core|log4j|reload4j)-(\d[\w.-]{0,60}?)\.\w{2,4}$/i
/** A manifest names its bundle, or its title. */
const TITLES: readonly (readonly [pattern: RegExp, name: ProductName])[] = [
  [/^(?:Bundle-SymbolicName: *org\.apache\.logging\.log4j\.core\b|Implementation-Title: *Apache Log4j Core\b)/im, CORE],
  [/^(?:Bundle-SymbolicName: *ch\.qos\.reload4j\b|Implementation-Title: *reload4j\b)/im, RELOAD],
  [/^(?:Bundle-SymbolicName: *org\.apache\.log4j\b|Implementation-Title: *log4j\b)/im, OLD],
]

/** The product whose coordinates Maven left in a file of this name. */
export function productOfProperties(name: string): ProductName | undefined {
  const [, group, artifact] = PROPERTIES.exec(name) ?? []
  return PRODUCTS.find((one) => one === `${group}:${artifact}`)
}

/** The folder whose classes such a file describes. */
export function rootOfProperties(name: string): string {
  return name.replace(PROPERTIES, (all) => (all.startsWith('/') ? '/' : ''))
}

/** The version in `pom.properties`; undefined where the build did not fill it in. */
export function versionInProperties(bytes: Uint8Array): string | undefined {
  return valid(/^version[ \t]*[=:][ \t]*(\S{1,80})[ \t]*\r?$/m.exec(textOf(bytes))?.[1])
}

/** The product that a manifest names. */
export function productInManifest(bytes: Uint8Array): Product | undefined {
  const text = textOf(bytes).replaceAll(/\r?\n /g, '')
  const name = TITLES.find(([pattern]) => pattern.test(text))?.[1]
  const [, version] = /^(?:Implementation|Bundle)-Version: *(\S{1,80})[ \t]*\r?$/im.exec(text) ?? []
  const known = valid(version)
  return name === undefined || known === undefined ? undefined : { name, version: known }
}

/** The product that the archive's own name tells. */
export function productOfFile(path: string): Product | undefined {
  const [, artifact, version] = FILE.exec(basename(path)) ?? []
  const name = PRODUCTS.find((one) => one.endsWith(`:${artifact?.toLowerCase()}`))
  const known = valid(version)
  return name === undefined || known === undefined ? undefined : { name, version: known }
}

/** The product that the classes belong to, when nothing names it. */
export function productOfSigns(signs: ReadonlySet<string>): ProductName {
  return signs.has('core') ? CORE : OLD
}

function valid(version: string | undefined): string | undefined {
  return version !== undefined && VERSION.test(version) ? version : undefined
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1 << 16)).toString('utf8')
}
