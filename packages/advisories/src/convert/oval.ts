import { cleanDate } from '../dates.ts'
import { familyOf } from '../ecosystems.ts'
import { idsIn } from '../ids.ts'
import type { Converted, OsvAffected, OsvEvent, Status } from '../model.ts'
import { isBundle } from '../sources.ts'
import { makeAffected, makeRecord } from './make-record.ts'
import { ecosystemOfPlatform, ecosystemOfRelease } from './rpm-releases.ts'
import type { LargeDocument, StreamConverter } from './types.ts'
import { childOf, childrenOf, readElements, textOf } from './xml.ts'
import type { XmlElement } from './xml.ts'

const ELEMENTS = new Set(['definition', 'rpminfo_test', 'rpminfo_object', 'rpminfo_state'])

/** What a definition says, with the tests of its packages. */
interface Definition {
  readonly id: string
  readonly cves: readonly string[]
  readonly title: string
  readonly details: string
  readonly severity: string
  readonly date: string | undefined
  readonly packages: readonly Criterion[]
}

/** A test of a package, and where it counts. */
interface Criterion {
  readonly test: string
  readonly comment: string
  readonly platforms: readonly string[]
  readonly modules: readonly string[]
}

interface State {
  readonly evr: string
  readonly operation: string
  readonly arches: readonly string[] | undefined
}

/** OVAL of vendors of rpms: SUSE, openSUSE, Oracle, Red Hat, Azure Linux. Definitions stand before the tests that they name, and are kept. */
export const oval: StreamConverter = {
  matches: ({ head }) => /<(?:\w+:)?oval_definitions[\s>]/.test(head),
  async *convert({ path, chunks }: LargeDocument) {
    const definitions: Definition[] = []
    const tests = new Map<string, { readonly object: string; readonly state: string }>()
    const names = new Map<string, string>()
    const states = new Map<string, State>()
    for await (const element of readElements(chunks(), ELEMENTS)) {
      const id = element.attributes['id'] ?? ''
      if (element.name === 'definition') {
        const definition = readDefinition(element)
        if (definition === undefined)
          yield { kind: 'bad', where: path, reason: 'a definition names no advisory and no CVE' }
        else definitions.push(definition)
      } else if (element.name === 'rpminfo_test')
        tests.set(id, {
          object: childOf(element, 'object')?.attributes['object_ref'] ?? '',
          state: childOf(element, 'state')?.attributes['state_ref'] ?? '',
        })
      else if (element.name === 'rpminfo_object') names.set(id, textOf(element, 'name'))
      else states.set(id, readState(element))
    }
    for (const definition of definitions) {
      const affected = definition.packages.flatMap((criterion) => {
        const test = tests.get(criterion.test)
        return affectedBy(criterion, test && { name: names.get(test.object) ?? '', state: states.get(test.state) })
      })
      yield convertDefinition(definition, affected)
    }
  },
}

function readDefinition(element: XmlElement): Definition | undefined {
  const metadata = childOf(element, 'metadata')
  const advisory = childOf(metadata, 'advisory')
  const title = textOf(metadata, 'title')
  const references = childrenOf(metadata, 'reference').map(({ attributes }) => attributes['ref_id'] ?? '')
  const cves = [
    ...new Set([title, ...references, ...childrenOf(advisory, 'cve').map(({ text }) => text)].flatMap(idsIn)),
  ]
  const [own] = /^(?:ELSA|RHSA|SUSE-SU|openSUSE-SU)-\d{4}[-:]\d+(?:-\d+)?/.exec(title) ?? []
  const id = own ?? cves.find((each) => each.startsWith('CVE-'))
  if (id === undefined) return undefined
  return {
    id,
    cves: cves.filter((each) => each.startsWith('CVE-') && each !== id),
    title,
    details: textOf(metadata, 'description'),
    severity: textOf(advisory, 'severity') || textOf(metadata, 'severity'),
    date: cleanDate(childOf(advisory, 'issued')?.attributes['date'] ?? textOf(metadata, 'advisory_date')),
    packages: readCriteria(childOf(element, 'criteria'), { platforms: [], modules: [] }),
  }
}

interface Scope {
  readonly platforms: readonly string[]
  readonly modules: readonly string[]
}

/** Platforms and modules that a node asks for hold for all below it; an `OR` of platforms beside packages is a list of them. */
function readCriteria(node: XmlElement | undefined, scope: Scope): readonly Criterion[] {
  if (node === undefined) return []
  const own = node.children.flatMap((child) => (child.name === 'criterion' ? [child] : onlyPlatforms(child)))
  const comments = own.map(({ attributes }) => attributes['comment'] ?? '')
  const platforms = comments
    .flatMap((comment) => /^(.{3,120}) is installed$/.exec(comment)?.[1] ?? [])
    .filter((name) => ecosystemOfPlatform(name) !== undefined)
  const modules = comments.flatMap((comment) => /^Module ([\w.+-]+:[\w.+-]+) is enabled$/.exec(comment)?.[1] ?? [])
  const inner: Scope = {
    platforms: platforms.length > 0 ? platforms : scope.platforms,
    modules: modules.length > 0 ? modules : scope.modules,
  }
  const packages = node.children
    .filter(({ name }) => name === 'criterion')
    .map(({ attributes }) => ({ test: attributes['test_ref'] ?? '', comment: attributes['comment'] ?? '', ...inner }))
    .filter(({ comment }) => !isNoPackage(comment))
  return [...packages, ...childrenOf(node, 'criteria').flatMap((child) => readCriteria(child, inner))]
}

/** Platforms, modules and keys stand among the packages. */
function isNoPackage(comment: string): boolean {
  const [, installed] = /^(.{3,120}) is installed$/.exec(comment) ?? []
  return (
    / is enabled$| is signed with /.test(comment) ||
    (installed !== undefined && ecosystemOfPlatform(installed) !== undefined)
  )
}

/** The criterions of a node that has nothing but platforms. */
function onlyPlatforms(node: XmlElement): readonly XmlElement[] {
  const isPlatform = ({ name, attributes }: XmlElement): boolean =>
    name === 'criterion' &&
    ecosystemOfPlatform(/^(.+) is installed$/.exec(attributes['comment'] ?? '')?.[1] ?? '') !== undefined
  return node.children.length > 0 && node.children.every(isPlatform) ? node.children : []
}

function readState(element: XmlElement): State {
  const evr = childOf(element, 'evr')
  const arch = childOf(element, 'arch')?.text.trim() ?? ''
  const arches = arch
    .replaceAll(/[()^$]/g, '')
    .split('|')
    .filter((each) => /^[\w.]+$/.test(each) && each !== 'noarch')
  return {
    evr: evr?.text.trim() ?? '',
    operation: evr?.attributes['operation'] ?? '',
    arches: arches.length === 0 || arch.includes('noarch') ? undefined : arches,
  }
}

function affectedBy(
  { comment, platforms, modules }: Criterion,
  test: { readonly name: string; readonly state: State | undefined } | undefined,
): readonly OsvAffected[] {
  const found =
    test?.state === undefined || test.state.evr === '' ? fromComment(comment) : { ...test.state, name: test.name }
  if (found === undefined || found.name === '') return []
  const range = rangeOf(found)
  if (range === undefined) return []
  const own = ecosystemOfRelease(found.evr, undefined)
  const ecosystems = new Set(own === undefined ? platforms.flatMap((name) => ecosystemOfPlatform(name) ?? []) : [own])
  return [...ecosystems].map((ecosystem) =>
    makeAffected({
      ecosystem,
      name: found.name,
      ranges: [range.events],
      ...(range.status === undefined ? {} : { status: range.status }),
      ...(found.arches === undefined ? {} : { arches: found.arches }),
      ...(modules.length === 0 ? {} : { modules }),
    }),
  )
}

/** `bind-libs is earlier than 30:9.3.3-8.el5` */
function fromComment(comment: string): (State & { readonly name: string }) | undefined {
  const [, name, evr] = /^(?:Package )?([\w.+-]{1,120}) is earlier than (\S{1,120}?)(?:,|$)/.exec(comment) ?? []
  return name === undefined || evr === undefined ? undefined : { name, evr, operation: 'less than', arches: undefined }
}

function rangeOf({
  evr,
  operation,
}: State): { readonly events: readonly OsvEvent[]; readonly status?: Status } | undefined {
  const version = evr.replace(/^0:/, '')
  if (operation === 'less than') return { events: [{ introduced: '0' }, { fixed: version }] }
  if (operation === 'less than or equal') return { events: [{ introduced: '0' }, { last_affected: version }] }
  // Every version that there can be: nothing mends it yet.
  return operation.startsWith('greater than') && /^0(?:-0)?$/.test(version)
    ? { events: [{ introduced: '0' }], status: 'affected' }
    : undefined
}

function convertDefinition(
  { id, cves, title, details, severity, date }: Definition,
  affected: readonly OsvAffected[],
): Converted {
  const family = familyOf(affected[0]?.ecosystem ?? '')
  const source = SOURCES[family] ?? 'SUSE'
  return {
    kind: 'advisory',
    source,
    record: makeRecord({
      id,
      ...(isBundle(id) ? { upstream: cves } : { related: cves }),
      summary: title,
      details,
      ...(date === undefined ? {} : { published: date, modified: date }),
      severity: severity === '' ? [] : [{ type: 'vendor', score: severity }],
      affected,
      // SUSE has a file for each product, all of them with the same CVEs.
      ...(isBundle(id) ? {} : { isPart: true as const }),
    }),
  }
}

const SOURCES: Readonly<Record<string, string>> = {
  'Azure Linux': 'Azure Linux',
  'Oracle Linux': 'Oracle',
  'Red Hat': 'Red Hat',
  SUSE: 'SUSE',
  openSUSE: 'SUSE',
}
