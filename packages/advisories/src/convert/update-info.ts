import { cleanDate } from '../dates.ts'
import { idsIn } from '../ids.ts'
import type { Converted, OsvAffected } from '../model.ts'
import { modulesOf } from '../modules.ts'
import { sourceOfId } from '../sources.ts'
import { familyOf } from '../ecosystems.ts'
import { makeAffected, makeRecord } from './make-record.ts'
import { ecosystemOfRelease } from './rpm-releases.ts'
import type { LargeDocument, StreamConverter } from './types.ts'
import { childOf, childrenOf, readElements, textOf } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** Whose updates are told by the beginning of their ids. */
const VENDORS: readonly (readonly [prefix: string, ecosystem: string])[] = [
  ['RLSA', 'Rocky Linux'],
  ['RXSA', 'Rocky Linux'],
  ['ALSA', 'AlmaLinux'],
  ['ELSA', 'Oracle Linux'],
  ['RHSA', 'Red Hat'],
]

/** `updateinfo.xml` of repositories of rpms: Amazon, Rocky, AlmaLinux, Oracle, Red Hat. */
export const updateInfo: StreamConverter = {
  matches: ({ head }) => /^\s*(?:<\?xml[^>]*>)?\s*(?:<!--.{0,2000}?-->\s*)*<updates>/s.test(head),
  async *convert({ path, chunks }: LargeDocument) {
    for await (const update of readElements(chunks(), new Set(['update']))) yield convertUpdate(update, path)
  },
}

function convertUpdate(update: XmlElement, where: string): Converted {
  const id = textOf(update, 'id')
  if (!/^[A-Za-z0-9][\w:.-]{3,60}$/.test(id)) return { kind: 'bad', where, reason: 'an update has no id' }
  const source = sourceOfId(id, '')
  if (update.attributes['type'] !== 'security') return { kind: 'left out', source, reason: 'no security' }
  const title = textOf(update, 'title')
  const cves = childrenOf(childOf(update, 'references'), 'reference').flatMap(({ attributes }) => [
    ...idsIn(`${attributes['id'] ?? ''} ${attributes['title'] ?? ''}`),
  ])
  const [issued, updated] = ['issued', 'updated'].map((name) => cleanDate(childOf(update, name)?.attributes['date']))
  const vendor = VENDORS.find(([prefix]) => id.startsWith(prefix))?.[1]
  const affected = new Map<string, OsvAffected>()
  for (const collection of childrenOf(childOf(update, 'pkglist'), 'collection'))
    for (const { attributes } of childrenOf(collection, 'package')) {
      const one = affectedBy(attributes, { title, vendor })
      if (one === undefined) continue
      const key = `${one.ecosystem} ${one.name} ${one.ranges[0]?.[1]?.fixed}`
      const known = affected.get(key)
      affected.set(key, known === undefined ? one : withArches(known, one))
    }
  const severity = textOf(update, 'severity')
  const [first] = affected.values()
  return {
    kind: 'advisory',
    source: sourceOfId(id, first === undefined ? '' : familyOf(first.ecosystem)),
    record: makeRecord({
      id,
      upstream: [...new Set(cves.filter((each) => each.startsWith('CVE-')))],
      summary: title === '' ? id : title,
      details: textOf(update, 'description'),
      ...(issued === undefined ? {} : { published: issued }),
      ...(updated === undefined && issued === undefined ? {} : { modified: updated ?? issued ?? '' }),
      severity: severity === '' ? [] : [{ type: 'vendor', score: severity }],
      affected: [...affected.values()],
    }),
  }
}

function affectedBy(
  { name, epoch = '0', version, release, arch }: Readonly<Record<string, string>>,
  { title, vendor }: { readonly title: string; readonly vendor: string | undefined },
): OsvAffected | undefined {
  if (name === undefined || version === undefined || release === undefined) return undefined
  const ecosystem = ecosystemOfRelease(`.${release}`, vendor)
  if (ecosystem === undefined) return undefined
  const ranges = [[{ introduced: '0' }, { fixed: `${epoch === '0' ? '' : `${epoch}:`}${version}-${release}` }]]
  const modules = modulesOf(title, ranges)
  return makeAffected({
    ecosystem,
    name,
    ranges,
    ...(arch === undefined || arch === 'noarch' || arch === 'src' ? {} : { arches: [arch] }),
    ...(modules === undefined ? {} : { modules }),
  })
}

/** The same update for another architecture; where one is for all, so is the whole. */
function withArches(a: OsvAffected, b: OsvAffected): OsvAffected {
  const { arches: own, ...rest } = a
  if (own === undefined || b.arches === undefined) return rest
  return { ...rest, arches: [...new Set([...own, ...b.arches])].sort((x, y) => (x < y ? -1 : 1)) }
}
