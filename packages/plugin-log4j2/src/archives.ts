import { readArchive } from '@veinmind/archives'
import type { Member, Unread } from '@veinmind/archives'
import { defineInspector, gib, magic, mib, spool } from '@veinmind/sdk'
import type { Inspector, RandomAccess } from '@veinmind/sdk'
import type { Product, ProductName } from './products.ts'
import { productInManifest, productOfFile, productOfProperties, versionInProperties } from './products.ts'
import { signedClass } from './signs.ts'

/** A copy of log4j in an archive. */
export interface Copy {
  /** Path of the copy inside the file: empty, or `!/WEB-INF/lib/log4j-core-2.14.1.jar`. */
  readonly inside: string
  /** The folder of its classes in that archive, when it is not log4j's own: shaded copies are moved to another package. */
  readonly root: string
  readonly signs: readonly string[]
  readonly product?: Product
}

export interface ArchiveRecord {
  readonly copies: readonly Copy[]
}

/** Names of archives that may hold Java: Java's own, those of programs with plugins, and packed folders. */
const NAMED =
  /\.(?:jar|war|ear|sar|rar|hpi|jpi|par|aar|kar|lpkg|nar|zip|phar|tar|tgz|tar\.gz|jar\.\w{1,12}|war\.\w{1,12})$/i
const ZIP = magic(['PK\x03\x04'])
/** Nesting beyond anything that Java runs. */
const DEPTH = 16
const MAX_CLASS = mib(1)
const MAX_COPIES = 1000
const MAX_ARCHIVES = 20_000

/** Looks for log4j in archives of Java, and in those that stand in them. */
export const archives: Inspector<ArchiveRecord> = defineInspector<ArchiveRecord>({
  id: 'archives',
  module: import.meta.url,
  version: 1,
  wants: ({ path, type, size }) =>
    type === 'file' && size > 100 && (NAMED.test(path) ? spool({ max: gib(4) }) : spool({ max: gib(4), when: ZIP })),
  async inspect(file) {
    const copies = await readCopies(file.entry.path, file.random(), file.incomplete)
    return copies.length === 0 ? undefined : { copies }
  },
})

/** What was found so far in one archive. */
interface Gathered {
  readonly inside: string
  readonly signs: Map<string, Set<string>>
  readonly products: Product[]
  manifest?: Product
  hasClasses: boolean
}

/** The copies of log4j in an archive. What it could not read, `incomplete` is told. */
export async function readCopies(
  path: string,
  source: RandomAccess,
  incomplete: (reason: string) => void,
): Promise<readonly Copy[]> {
  const archivesInside = new Map<string, Gathered>()
  const archiveOf = ({ path: whole, name }: Member): Gathered | undefined => {
    const inside = whole.slice(0, Math.max(0, whole.length - name.length - 2))
    const known = archivesInside.get(inside)
    if (known !== undefined || archivesInside.size >= MAX_ARCHIVES) return known
    const made: Gathered = { inside, signs: new Map(), products: [], hasClasses: false }
    archivesInside.set(inside, made)
    return made
  }
  const wants = (member: Member): boolean => {
    const { name } = member
    if (/\.(?:class|esclazz|classdata)$/i.test(name)) {
      const archive = archiveOf(member)
      if (archive !== undefined) archive.hasClasses = true
      return signedClass(name) !== undefined
    }
    return name === 'META-INF/MANIFEST.MF' || productOfProperties(name) !== undefined
  }
  const unread = ({ path: where, message }: Unread): void =>
    incomplete(where === '' ? `the archive: ${message}` : `${where.slice(-300)}: ${message}`)
  for await (const member of readArchive(source, { wants, unread, limits: { depth: DEPTH } })) {
    const archive = archiveOf(member)
    if (archive === undefined) incomplete(`there are more than ${MAX_ARCHIVES} archives in it`)
    else await gather(member, archive, incomplete)
  }
  const copies = [...archivesInside.values()].flatMap((archive) => copiesOf(path, archive))
  if (copies.length > MAX_COPIES) incomplete(`there are more than ${MAX_COPIES} copies of log4j in it`)
  return copies.slice(0, MAX_COPIES)
}

async function gather(member: Member, archive: Gathered, incomplete: (reason: string) => void): Promise<void> {
  const { name } = member
  const found = signedClass(name)
  if ((member.size ?? 0) > MAX_CLASS) return incomplete(`${member.path.slice(-300)}: it is larger than any of log4j`)
  const bytes = found?.needsText === false ? new Uint8Array() : await member.read()
  if (bytes === undefined) return
  if (found !== undefined) {
    const signs = archive.signs.get(found.root) ?? new Set()
    for (const sign of found.signs(bytes)) signs.add(sign)
    archive.signs.set(found.root, signs)
    return
  }
  const product = productOfProperties(name)
  if (product === undefined) {
    const said = productInManifest(bytes)
    if (said !== undefined) archive.manifest = said
    return
  }
  const version = versionInProperties(bytes)
  if (version !== undefined && archive.products.length < 100) archive.products.push({ name: product, version })
}

function copiesOf(path: string, { inside, signs, products, manifest, hasClasses }: Gathered): readonly Copy[] {
  const place = inside === '' ? '' : `!/${inside}`
  const own =
    products.length > 0 ? products : [manifest ?? productOfFile(path + place)].filter((one) => one !== undefined)
  const copies = [...signs].map(([root, found]): Copy => {
    const product = productFor(found, own)
    return { inside: place, root, signs: [...found].sort(), ...(product === undefined ? {} : { product }) }
  })
  // A pom.properties without classes nearby: the classes may have been renamed. In an archive of sources there are no classes at all.
  const isNamed = (name: ProductName): boolean => copies.some(({ product }) => product?.name === name)
  const named = hasClasses ? products.filter(({ name }) => !isNamed(name)) : []
  return [...copies, ...named.map((product): Copy => ({ inside: place, root: '', signs: [], product }))]
}

/** The product that classes belong to; none where several versions are named. */
function productFor(signs: ReadonlySet<string>, products: readonly Product[]): Product | undefined {
  const isCore = signs.has('core')
  const fitting = products.filter(({ name }) => name.endsWith('log4j-core') === isCore)
  const versions = new Set(fitting.map(({ name, version }) => `${name} ${version}`))
  return versions.size === 1 ? fitting[0] : undefined
}
