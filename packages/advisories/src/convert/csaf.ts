import { asObject, isObject } from '@veinmind/internal'
import type { JsonObject } from '@veinmind/sdk'
import { cleanDate } from '../dates.ts'
import type { Converted, OsvAffected, OsvSeverity, Status } from '../model.ts'
import { makeAffected, makeRecord } from './make-record.ts'
import { ecosystemOfPlatform } from './rpm-releases.ts'
import type { DocumentConverter } from './types.ts'

/** CSAF 2.0 of vendors of rpms: VEX of a CVE, or an advisory on several (Red Hat, SUSE). */
export const csaf: DocumentConverter = {
  matches: ({ value }) => isObject(value) && 'csaf_version' in asObject(value['document']),
  *convert({ value, path }) {
    const { document, product_tree: tree, vulnerabilities } = asObject(value)
    const products = readProducts(asObject(tree))
    const { tracking, publisher } = asObject(document)
    const { id, current_release_date: released, initial_release_date: first } = asObject(tracking)
    const { name: publisherName } = asObject(publisher)
    const source = typeof publisherName === 'string' && publisherName.includes('SUSE') ? 'SUSE' : 'Red Hat'
    for (const each of objects(vulnerabilities)) {
      const cve = each['cve']
      if (typeof cve !== 'string' || !/^CVE-\d{4}-\d{4,}$/.test(cve)) {
        yield { kind: 'bad', where: path, reason: 'a vulnerability has no CVE' }
        continue
      }
      const affected = affectedBy(each, products)
      const [published, modified] = [cleanDate(each['release_date'] ?? first), cleanDate(released)]
      yield toAdvisory(source, each, {
        cve,
        document: typeof id === 'string' && id !== cve ? id : undefined,
        affected,
        dates: { ...(published === undefined ? {} : { published }), ...(modified === undefined ? {} : { modified }) },
      })
    }
  },
}

interface Told {
  readonly cve: string
  /** The advisory, where the document is one. */
  readonly document: string | undefined
  readonly affected: readonly OsvAffected[]
  readonly dates: { readonly published?: string; readonly modified?: string }
}

function toAdvisory(source: string, vulnerability: JsonObject, { cve, document, affected, dates }: Told): Converted {
  const notes = objects(vulnerability['notes'])
  const note = (category: string): string => {
    const text = notes.find((each) => each['category'] === category)?.['text']
    return typeof text === 'string' ? text : ''
  }
  const cwe = asObject(vulnerability['cwe'])['id']
  return {
    kind: 'advisory',
    source,
    record: makeRecord({
      id: cve,
      related: document === undefined ? [] : [document],
      summary: note('summary') || note('description'),
      details: note('description'),
      ...dates,
      severity: severitiesOf(vulnerability),
      cwes: typeof cwe === 'string' && /^CWE-\d{1,5}$/.test(cwe) ? [cwe] : [],
      references: objects(vulnerability['references'])
        .flatMap(({ url }) => (typeof url === 'string' && url.startsWith('https://') ? [url] : []))
        .slice(0, 10),
      affected,
      isPart: true,
    }),
  }
}

function severitiesOf(vulnerability: JsonObject): readonly OsvSeverity[] {
  const impact = objects(vulnerability['threats']).find(({ category }) => category === 'impact')?.['details']
  const vectors = objects(vulnerability['scores']).flatMap((score) =>
    ['cvss_v4', 'cvss_v3', 'cvss_v2'].flatMap((key) => {
      const { vectorString } = asObject(score[key])
      return typeof vectorString === 'string' ? [{ type: 'CVSS_', score: vectorString }] : []
    }),
  )
  return [...(typeof impact === 'string' ? [{ type: 'vendor', score: impact }] : []), ...vectors.slice(0, 5)]
}

/** A package in a product. */
interface Component {
  readonly ecosystem: string
  readonly name: string
  /** Empty where the product has it in no version that is named. */
  readonly version: string
  readonly arch: string | undefined
  readonly module: string | undefined
}

interface Products {
  readonly ecosystems: ReadonlyMap<string, string>
  readonly packages: ReadonlyMap<string, Omit<Component, 'ecosystem'>>
  readonly relations: ReadonlyMap<string, { readonly component: string; readonly platform: string }>
}

const MAX_DEPTH = 20

function readProducts(tree: JsonObject): Products {
  const ecosystems = new Map<string, string>()
  const packages = new Map<string, Omit<Component, 'ecosystem'>>()
  const add = (product: JsonObject): void => {
    const { product_id: id, name, product_identification_helper: helper } = product
    const { cpe, purl } = asObject(helper)
    if (typeof id !== 'string') return
    const ecosystem = ecosystemOfProduct(cpe, name)
    if (ecosystem !== undefined) ecosystems.set(id, ecosystem)
    const own = typeof purl === 'string' ? readPurl(purl, id) : undefined
    if (own !== undefined) packages.set(id, own)
    // A package that no version of mends has a name and nothing more.
    else if (ecosystem === undefined && /^[\w.+-]{1,100}$/.test(id))
      packages.set(id, { name: id, version: '', arch: undefined, module: undefined })
  }
  const walk = (branches: unknown, depth: number): void => {
    const inner = objects(branches)
    if (inner.length > 0 && depth > MAX_DEPTH) throw new RangeError('its product tree is too deep')
    for (const branch of inner) {
      if (isObject(branch['product'])) add(branch['product'])
      walk(branch['branches'], depth + 1)
    }
  }
  walk(tree['branches'], 0)
  for (const product of objects(tree['full_product_names'])) add(product)
  const relations = new Map(
    objects(tree['relationships']).flatMap((each) => {
      const id = asObject(each['full_product_name'])['product_id']
      const [component, platform] = [each['product_reference'], each['relates_to_product_reference']]
      return [id, component, platform].every((text) => typeof text === 'string')
        ? [[id as string, { component: component as string, platform: platform as string }] as const]
        : []
    }),
  )
  return { ecosystems, packages, relations }
}

function ecosystemOfProduct(cpe: unknown, name: unknown): string | undefined {
  const [, redHat] =
    typeof cpe === 'string' ? (/^cpe:\/[ao]:redhat:((?:enterprise_linux|rhel_\w+):[\d.]+)/.exec(cpe) ?? []) : []
  if (redHat !== undefined) return `Red Hat:${redHat}`
  return typeof name === 'string' ? ecosystemOfPlatform(name) : undefined
}

/** `pkg:rpm/redhat/nodejs@18.19.1-1.module?arch=x86_64&epoch=1&rpmmod=nodejs:18:8090` */
function readPurl(purl: string, id: string): Omit<Component, 'ecosystem'> | undefined {
  const [, name, version = '', query = ''] =
    /^pkg:rpm\/\w+\/([^@?]{1,200})(?:@([^?]{1,200}))?(?:\?(.{0,500}))?$/.exec(purl) ?? []
  if (name === undefined) return undefined
  const qualifiers = new URLSearchParams(query)
  const epoch = qualifiers.get('epoch')
  const decoded = decode(version)
  const [, told] = /(?:^|:)([\w.+-]+:[\w.+-]+):\d{10,}:[0-9a-f]{6,}(?::|$)/.exec(id) ?? []
  return {
    name: decode(name),
    version: decoded === '' || epoch === null || epoch === '0' ? decoded : `${epoch}:${decoded}`,
    arch: qualifiers.get('arch') ?? undefined,
    module: qualifiers.get('rpmmod')?.split(':').slice(0, 2).join(':') ?? told,
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Packages by what is said of them; the same one for several architectures is one. */
function affectedBy(vulnerability: JsonObject, products: Products): readonly OsvAffected[] {
  const status = asObject(vulnerability['product_status'])
  const unmended = new Set(
    objects(vulnerability['remediations'])
      .filter(({ category }) => category === 'no_fix_planned')
      .flatMap(({ product_ids: ids }) => texts(ids)),
  )
  const rows = new Map<string, { readonly row: OsvAffected; readonly arches: Set<string> }>()
  const add = (id: string, told: Status | 'mended'): void => {
    const component = componentOf(id, products)
    if (component === undefined || (told === 'mended' && component.version === '')) return
    const { ecosystem, name, version, arch, module } = component
    const fixed = told === 'mended' ? version : undefined
    const key = JSON.stringify([ecosystem, name, fixed, module, told])
    const known = rows.get(key)
    if (known !== undefined) {
      known.arches.add(arch ?? 'noarch')
      return
    }
    const row = makeAffected({
      ecosystem,
      name,
      ranges: [[{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])]],
      ...(told === 'mended' ? {} : { status: told }),
      ...(module === undefined ? {} : { modules: [module] }),
    })
    rows.set(key, { row, arches: new Set([arch ?? 'noarch']) })
  }
  for (const id of texts(status['fixed'])) add(id, 'mended')
  for (const id of texts(status['known_affected'])) add(id, unmended.has(id) ? 'will not fix' : 'affected')
  for (const id of texts(status['under_investigation'])) add(id, 'under investigation')
  return [...rows.values()].map(({ row, arches }) => {
    const isForAll = arches.has('noarch') || arches.has('src')
    return isForAll ? row : { ...row, arches: [...arches].sort((a, b) => (a < b ? -1 : 1)) }
  })
}

function componentOf(id: string, { relations, packages, ecosystems }: Products): Component | undefined {
  const relation = relations.get(id)
  const ecosystem = relation === undefined ? undefined : ecosystems.get(relation.platform)
  const own = relation === undefined ? undefined : packages.get(relation.component)
  return ecosystem === undefined || own === undefined ? undefined : { ecosystem, ...own }
}

const objects = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.map(asObject) : [])
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []
