import type { JsonObject, Location, ReportEvent, Subject } from '@veinmind/sdk'
import { PLAN } from '../model/fix-plan.ts'
import type { FixPlanInput } from '../model/fix-plan.ts'
import { finding, locationsOf } from './event.ts'
import type { FindingInput } from './event.ts'

/** A package of an inventory, in the original's keys. */
export type PackageDetail = {
  readonly name: string
  readonly version: string
  readonly release?: string
  readonly epoch?: number
  readonly arch?: string
  readonly srcName?: string
  readonly srcVersion?: string
  readonly srcRelease?: string
  readonly srcEpoch?: number
  readonly modularitylabel?: string
  readonly indirect?: boolean
  readonly license?: string
  readonly layer?: JsonObject
}

/** The operating system and the packages of an entity. */
export interface AssetInput {
  readonly at?: Location | readonly Location[]
  readonly os: { readonly family: string; readonly name: string; readonly EOSL?: boolean }
  readonly packages: readonly {
    /** Ecosystem, such as `dpkg` or `npm`. */
    readonly type: string
    readonly file_path: string
    readonly packages: readonly PackageDetail[]
  }[]
}

/** The operating system and packages of an entity (type `Asset`, class info). */
export function asset({ at = [], os, packages }: AssetInput): ReportEvent {
  const package_infos = packages.map((info) => ({ ...info, packages: info.packages.map((item) => ({ ...item })) }))
  return { type: 'Asset', class: 'info', locations: locationsOf(at), detail: { os: { ...os }, package_infos } }
}

/** A known vulnerability of a package. */
export interface VulnerabilityInput extends FindingInput {
  /** Main id, such as `CVE-2021-44228`. */
  readonly id: string
  readonly aliases?: readonly string[]
  /** RFC 3339. */
  readonly published?: string
  readonly summary?: string
  readonly details?: string
  readonly references?: readonly { readonly type: string; readonly url: string }[]
  readonly source: {
    readonly os?: string
    readonly type: string
    readonly file_path: string
    readonly packages: PackageDetail
  }
  /** What the original's event does not say: how it is fixed, how bad it is by whom, … */
  readonly more?: JsonObject
}

/** A known vulnerability of a package (type `Vulnerability`), told from others by id, package and version. */
export function vulnerability(input: VulnerabilityInput): ReportEvent {
  const { id, aliases = [], published = '', summary = '', details = '', references = [], source, more = {} } = input
  const { name, version } = source.packages
  return finding(input, {
    type: 'Vulnerability',
    detail: {
      id,
      published,
      aliases: [...aliases],
      summary,
      details,
      references: references.map((reference) => ({ ...reference })),
      source: { os: source.os ?? '', type: source.type, file_path: source.file_path, packages: { ...source.packages } },
      ...more,
    },
    evidence: `${name} ${version}`.trim(),
    identity: `${id}\0${source.type}\0${name}\0${version}`,
  })
}

/** One flaw in one package, which several plugins may find: by the package's purl, and the flaw's main id. */
export function flawSubject(purl: string, id: string): Subject {
  return { kind: 'package', key: JSON.stringify([purl, id]) }
}

/** A system or a program that its makers do not mend any more. */
export interface EndOfLifeInput extends FindingInput {
  /** Its name at endoflife.date. */
  readonly product: string
  readonly name: string
  readonly version: string
  /** The release or branch that has ended. */
  readonly cycle: string
  /** Day of the end, and of that of support that is paid for. */
  readonly end?: string
  readonly extendedEnd?: string
  readonly latest?: string
}

/** A system or a program out of support (type `EndOfLife`), told from others by product and version. */
export function endOfLife(input: EndOfLifeInput): ReportEvent {
  const { product, name, version, cycle, end = '', extendedEnd = '', latest = '' } = input
  return finding(input, {
    type: 'EndOfLife',
    detail: { product, name, version, cycle, end, extended_end: extendedEnd, latest },
    evidence: `${name} ${version}${end === '' ? '' : `: until ${end}`}`,
    identity: `${product}\0${version}`,
  })
}

/** What to upgrade (type `FixPlan`, class info): it becomes the `plan` of the report. */
export function fixPlan({ total, removable, steps, base }: FixPlanInput): ReportEvent {
  return {
    type: PLAN,
    class: 'info',
    locations: [],
    detail: {
      total,
      removable,
      steps: steps.map((step): JsonObject => ({ ...step, packages: [...step.packages], ids: [...step.ids] })),
      ...(base === undefined ? {} : { base: { ...base } }),
    },
  }
}
