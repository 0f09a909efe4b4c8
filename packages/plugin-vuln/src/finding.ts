import { chooseRating } from '@veinmind/advisories'
import type { Flaw, Level } from '@veinmind/advisories'
import type { OperatingSystem, Package } from '@veinmind/inventory'
import { flawSubject, vulnerability } from '@veinmind/report'
import type { JsonObject, ReportEvent, Rule } from '@veinmind/sdk'
import type { Usage } from './in-use.ts'
import { packageDetail } from './package-detail.ts'
import type { State } from './state.ts'
import type { Statement } from './vex/statement.ts'

/** CVSS 3 and 4: by the network, without an account or anybody's help, and with all secrets and data lost. */
const FROM_NETWORK = /\bAV:N\b(?=.*\bPR:N\b)(?=.*\bUI:N\b)(?=.*\bV?C:H\b)(?=.*\bV?I:H\b)/

/** Nobody has said how bad it is: neither the best nor the worst. */
const UNRATED: Level = 'medium'
/** Places of a package that a finding names. */
export const MOST_PLACES = 20

/** What a finding is made with. */
export interface FindingContext {
  readonly state: State
  readonly system: OperatingSystem | undefined
  /** What somebody who knows the product says. */
  readonly statement: Statement | undefined
  /** Whether the package came with the base image. */
  readonly isInBase?: boolean
  /** Of a running container: whether a process has the package loaded. */
  readonly usage?: Usage | undefined
}

/** How bad a flaw is, by the ratings that count. */
export function severityOf(flaw: Flaw, { order }: State): Level {
  return flaw.isMalicious ? 'critical' : (chooseRating(flaw.ratings, order)?.level ?? UNRATED)
}

/** The finding of one flaw in one package. */
export function findingOf(
  flaw: Flaw,
  item: Package,
  { state, system, statement, isInBase = false, usage }: FindingContext,
): ReportEvent {
  const rating = chooseRating(flaw.ratings, state.order)
  const severity = severityOf(flaw, state)
  const rule = ruleOf(flaw, severity, state)
  const { name, version, source } = item
  const from = source === undefined || source.name === name ? '' : ` (of ${source.name})`
  const fix = flaw.fixed === undefined ? flaw.status : `fixed in ${flaw.fixed}`
  return withPlaces(item.places.length, {
    ...vulnerability({
      rule,
      severity,
      // A module may be part of a program without any of the functions that have the flaw.
      confidence: flaw.imports.length > 0 ? 'medium' : 'high',
      at: item.places.slice(0, MOST_PLACES),
      subject: flawSubject(item.purl, flaw.id),
      tags: [...tagsOf(flaw), ...(usage?.inUse === 'yes' ? ['flaw:in-use'] : [])],
      evidence: `${name} ${version}${from}: ${fix}${usageText(usage)}`,
      id: flaw.id,
      aliases: flaw.aliases,
      ...(flaw.published === undefined ? {} : { published: flaw.published }),
      summary: flaw.summary,
      details: flaw.details,
      references: referencesOf(flaw),
      source: {
        os: system === undefined ? '' : `${system.family} ${system.version}`.trim(),
        type: item.type,
        file_path: item.places[0]?.path ?? '',
        packages: packageDetail(item),
      },
      more: {
        purl: item.purl,
        status: flaw.status,
        ...(isInBase ? { in_base: true } : {}),
        ...(usage === undefined ? {} : { in_use: usage.inUse, used_by: usage.by }),
        fixed_version: flaw.fixed ?? '',
        severity_source: rating?.by ?? 'none',
        ratings: flaw.ratings.map((each): JsonObject => ({ ...each })),
        related: flaw.related,
        cwes: flaw.cwes,
        data_sources: flaw.sources,
        ...(statement === undefined ? {} : { vex: vexDetail(statement) }),
        ...(flaw.modified === undefined ? {} : { modified: flaw.modified }),
        ...(flaw.epss === undefined ? {} : { epss: { ...flaw.epss } }),
        ...(flaw.kev === undefined ? {} : { kev: { ...flaw.kev } }),
        ...(flaw.imports.length === 0
          ? {}
          : { imports: flaw.imports.map(({ path, symbols }) => ({ path, symbols: symbols.slice(0, 20) })) }),
      },
    }),
  })
}

/** `, in use by nginx (7)`; that nothing of it was seen in use is left to the detail. */
function usageText(usage: Usage | undefined): string {
  if (usage === undefined || usage.inUse === 'not seen') return ''
  return usage.inUse === 'yes' ? `, in use by ${usage.by.join(', ')}` : ', in use: not known'
}

/** What the flaw is for an attacker, for plugins that put findings together. */
function tagsOf({ isMalicious, kev, ratings }: Flaw): readonly string[] {
  if (isMalicious) return ['malware']
  const isFromNetwork = ratings.some(({ vector }) => vector !== undefined && FROM_NETWORK.test(vector))
  return ['flaw', ...(isFromNetwork ? ['flaw:from-network'] : []), ...(kev === undefined ? [] : ['flaw:exploited'])]
}

/** That a flaw is no finding, by whose word: a fact, for who asks why it is not among the findings. */
export function statementEvent(flaw: Flaw, item: Package, statement: Statement): ReportEvent {
  return withPlaces(item.places.length, {
    type: 'VulnerabilityStatement',
    class: 'info',
    locations: item.places.slice(0, MOST_PLACES),
    detail: {
      id: flaw.id,
      aliases: flaw.aliases,
      package: item.name,
      version: item.version,
      purl: item.purl,
      ...vexDetail(statement),
    },
  })
}

/** An event that says of how many places it names some. */
export function withPlaces(atLeast: number, event: ReportEvent): ReportEvent {
  const count = event.locations.length
  return count < atLeast ? { ...event, listed: { count, atLeast } } : event
}

const vexDetail = ({ status, why, file, time }: Statement): JsonObject => ({ status, why, file, time })

/** One rule a flaw: what was reported by its id once stays so, whichever package has it next. */
function ruleOf({ id, summary, details, isMalicious }: Flaw, severity: Level, { rules }: State): Rule {
  const known = rules.get(id)
  if (known !== undefined) return known
  const title = summary === '' ? undefined : summary.replaceAll(/\s+/g, ' ')
  const rule: Rule = {
    id,
    title: isMalicious
      ? { en: title ?? 'Malicious package', zh: `恶意软件包${title === undefined ? '' : `：${title}`}` }
      : { en: title ?? `Vulnerability ${id}`, zh: `漏洞 ${id}${title === undefined ? '' : `：${title}`}` },
    severity,
    ...(details === '' ? {} : { description: details }),
    remediation: isMalicious ? REMOVE : UPGRADE,
    docs: `https://osv.dev/vulnerability/${encodeURIComponent(id)}`,
  }
  rules.set(id, rule)
  return rule
}

const UPGRADE = {
  en: 'Upgrade the package to the version that fixes it; where there is none, remove it or keep attackers from reaching it.',
  zh: '将软件包升级到已修复的版本；若尚无修复版本，请移除该软件包，或使攻击者无法触及它。',
}

const REMOVE = {
  en: 'Remove the package, change every secret that was within its reach, and look for what it left behind.',
  zh: '移除该软件包，更换其可能接触到的所有密钥，并检查它留下的内容。',
}

function referencesOf({ id, references }: Flaw): readonly { readonly type: string; readonly url: string }[] {
  const own = id.startsWith('CVE-') ? [`https://nvd.nist.gov/vuln/detail/${id}`] : []
  return [...new Set([...own, ...references])].map((url) => ({ type: 'WEB', url }))
}
