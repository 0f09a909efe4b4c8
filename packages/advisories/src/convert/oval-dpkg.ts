import { cleanDate } from '../dates.ts'
import { idsIn } from '../ids.ts'
import type { Converted, OsvAffected, OsvEvent, Status } from '../model.ts'
import { isBundle } from '../sources.ts'
import { makeAffected, makeRecord } from './make-record.ts'
import type { LargeDocument, StreamConverter } from './types.ts'
import { childOf, childrenOf, readElements, textOf } from './xml.ts'
import type { XmlElement } from './xml.ts'

const ELEMENTS = new Set(['definition', 'dpkginfo_test', 'dpkginfo_object', 'dpkginfo_state', 'constant_variable'])

interface Definition {
  readonly id: string
  readonly cves: readonly string[]
  readonly title: string
  readonly details: string
  readonly severity: string
  readonly date: string | undefined
  readonly ecosystem: string
  readonly packages: readonly { readonly test: string; readonly comment: string }[]
}

/** The packages that an object names, and the one that they are built from where it is said. */
interface Names {
  readonly names: readonly string[]
  readonly source: string | undefined
}

/** OVAL of Ubuntu (of CVEs, of notices) and of Debian. Definitions stand before the tests that they name, and are kept. */
export const dpkgOval: StreamConverter = {
  matches: ({ head }) =>
    /<(?:\w+:)?oval_definitions[\s>]/.test(head) && /\boval:(?:com\.ubuntu|org\.debian)[.:]/.test(head),
  async *convert({ path, chunks }: LargeDocument) {
    const definitions: Definition[] = []
    const tests = new Map<string, { readonly object: string; readonly state: string | undefined }>()
    const objects = new Map<string, { readonly name: string; readonly variable: string | undefined }>()
    const versions = new Map<string, string>()
    const variables = new Map<string, Names>()
    for await (const element of readElements(chunks(), ELEMENTS)) {
      const id = element.attributes['id'] ?? ''
      if (element.name === 'definition') {
        if (element.attributes['class'] === 'inventory') continue
        const definition = readDefinition(element)
        if (definition === undefined)
          yield { kind: 'bad', where: path, reason: 'a definition names no advisory, no CVE or no release' }
        else definitions.push(definition)
      } else if (element.name === 'dpkginfo_test')
        tests.set(id, {
          object: childOf(element, 'object')?.attributes['object_ref'] ?? '',
          state: childOf(element, 'state')?.attributes['state_ref'],
        })
      else if (element.name === 'dpkginfo_object')
        objects.set(id, {
          name: textOf(element, 'name'),
          variable: childOf(element, 'name')?.attributes['var_ref'],
        })
      else if (element.name === 'constant_variable') variables.set(id, readVariable(element))
      else {
        const evr = childOf(element, 'evr')
        if (evr?.attributes['operation'] === 'less than') versions.set(id, evr.text.trim().replace(/^0:/, ''))
      }
    }
    const namesOf = (object: string): Names | undefined => {
      const { name = '', variable } = objects.get(object) ?? {}
      if (variable !== undefined) return variables.get(variable)
      // Debian names sources.
      return name === '' ? undefined : { names: [name], source: name }
    }
    for (const definition of definitions) {
      const affected = definition.packages.flatMap(({ test, comment }) => {
        const { object, state } = tests.get(test) ?? {}
        const named = object === undefined ? undefined : namesOf(object)
        const fixed = state === undefined ? undefined : versions.get(state)
        // A state that says something else than what mends it.
        if (named === undefined || (state !== undefined && fixed === undefined)) return []
        return affectedBy(definition.ecosystem, { ...named, comment, fixed })
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
  const listed = childrenOf(advisory, 'cve').map(({ text }) => text)
  const cves = [...new Set([title, ...references, ...listed].flatMap(idsIn))].filter((id) => id.startsWith('CVE-'))
  const id = /^(?:USN-\d{1,6}-\d{1,3}|DSA-\d{1,6}-\d{1,3})/.exec(title)?.[0] ?? cves[0]
  const platform = textOf(childOf(metadata, 'affected'), 'platform')
  const ecosystem = ecosystemOf(platform)
  if (id === undefined || ecosystem === undefined) return undefined
  return {
    id,
    cves: cves.filter((each) => each !== id),
    title,
    details: textOf(metadata, 'description'),
    severity: textOf(advisory, 'severity'),
    date: cleanDate(childOf(advisory, 'issued')?.attributes['date'] ?? textOf(advisory, 'public_date')),
    ecosystem,
    packages: criterionsIn(childOf(element, 'criteria')).map(({ attributes }) => ({
      test: attributes['test_ref'] ?? '',
      comment: attributes['comment'] ?? '',
    })),
  }
}

/** `Ubuntu 22.04 LTS`, `Debian GNU/Linux 12` */
function ecosystemOf(platform: string): string | undefined {
  const [, ubuntu] = /^Ubuntu (\d\d\.\d\d)\b/.exec(platform) ?? []
  if (ubuntu !== undefined) return `Ubuntu:${ubuntu}`
  const [, debian] = /^Debian GNU\/Linux (\d{1,3})\b/.exec(platform) ?? []
  return debian === undefined ? undefined : `Debian:${debian}`
}

const criterionsIn = (node: XmlElement | undefined): readonly XmlElement[] => [
  ...childrenOf(node, 'criterion'),
  ...childrenOf(node, 'criteria').flatMap(criterionsIn),
]

/** `comment="'curl' package binaries"`: what is listed is built from it. */
function readVariable(element: XmlElement): Names {
  return {
    names: childrenOf(element, 'value').map(({ text }) => text.trim()),
    source: /^'([\w.+-]{1,120})' package binaries$/.exec(element.attributes['comment'] ?? '')?.[1],
  }
}

function affectedBy(
  ecosystem: string,
  { names, source, comment, fixed }: Names & { readonly comment: string; readonly fixed: string | undefined },
): readonly OsvAffected[] {
  // What only the paid channel has is of that channel, and the release itself has nothing.
  const isPro = fixed !== undefined && /esm\d*|\+pro/.test(fixed)
  const of = isPro ? ecosystem.replace(/^Ubuntu:/, 'Ubuntu:Pro:') : ecosystem
  const events: readonly OsvEvent[] = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])]
  const status = fixed === undefined ? { status: statusOf(comment) } : {}
  const rows = [
    { ecosystem: of, ranges: [events], ...status },
    ...(isPro ? [{ ecosystem, ranges: [[{ introduced: '0' }]], status: 'affected' as const }] : []),
  ]
  return rows.flatMap((row) =>
    source === undefined
      ? names.map((name) => makeAffected({ ...row, name, isBinary: true }))
      : [makeAffected({ ...row, name: source })],
  )
}

function statusOf(comment: string): Status {
  if (/decision has been made to ignore|is ignored/.test(comment)) return 'will not fix'
  return /may be|needs? to be evaluated|under investigation/.test(comment) ? 'under investigation' : 'affected'
}

function convertDefinition(
  { id, cves, title, details, severity, date, ecosystem }: Definition,
  affected: readonly OsvAffected[],
): Converted {
  return {
    kind: 'advisory',
    source: ecosystem.startsWith('Ubuntu') ? 'Ubuntu' : 'Debian',
    record: makeRecord({
      id,
      ...(isBundle(id) ? { upstream: cves } : { related: cves }),
      summary: title,
      details,
      ...(date === undefined ? {} : { published: date, modified: date }),
      severity: severity === '' || /^(?:none|untriaged)$/i.test(severity) ? [] : [{ type: 'vendor', score: severity }],
      affected,
      // A file for each release, all of them with the same ids.
      isPart: true,
    }),
  }
}
