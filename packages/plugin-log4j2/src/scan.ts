import { flawSubject, vulnerability } from '@veinmind/report'
import type { Entity, Location, ReportEvent, ScanContext, Severity } from '@veinmind/sdk'
import { findCopies } from './find-copies.ts'
import type { PlacedCopy } from './find-copies.ts'
import { fixedFor, LOG4J_FLAWS, RULES } from './flaws.ts'
import type { Flaw } from './flaws.ts'
import { judge } from './judge.ts'
import type { Verdict } from './judge.ts'
import { productOfSigns } from './products.ts'
import type { ProductName } from './products.ts'

/** Places of one finding that are named. */
const MOST_PLACES = 20

/** Copies of one version with the same verdict on a flaw. */
interface Group {
  readonly flaw: Flaw
  readonly name: ProductName
  readonly version: string | undefined
  readonly verdict: Verdict
  readonly isHidden: boolean
  readonly places: Location[]
}

/** Reports what the copies of log4j in an image or a container are open to. */
export function scanLog4j(_entity: Entity, context: ScanContext): void {
  const groups = new Map<string, Group>()
  for (const copy of findCopies(context)) {
    context.signal.throwIfAborted()
    for (const flaw of LOG4J_FLAWS) addTo(groups, flaw, copy)
  }
  for (const group of groups.values()) context.report(eventOf(group))
}

function addTo(groups: Map<string, Group>, flaw: Flaw, { signs, product, at }: PlacedCopy): void {
  const verdict = judge(flaw, signs, product)
  if (verdict === undefined) return
  const name = product?.name ?? productOfSigns(signs)
  const isHidden = at.hiddenBy !== undefined
  const key = JSON.stringify([flaw.id, name, product?.version, verdict, isHidden])
  const known = groups.get(key)
  if (known === undefined) groups.set(key, { flaw, name, version: product?.version, verdict, isHidden, places: [at] })
  else known.places.push(at)
}

function eventOf(group: Group): ReportEvent {
  const { flaw, name, version, verdict, isHidden, places } = group
  const rule = RULES[LOG4J_FLAWS.indexOf(flaw)]
  if (rule === undefined) throw new Error(`no rule for ${flaw.id}`)
  const fixed = fixedFor(flaw, name, version)
  const purl = version === undefined ? undefined : `pkg:maven/${name.replace(':', '/')}@${version}`
  const count = Math.min(places.length, MOST_PLACES)
  const event = vulnerability({
    rule,
    severity: severityOf(group),
    confidence: verdict.confidence,
    at: places.slice(0, MOST_PLACES),
    evidence: evidenceOf(group, fixed),
    id: flaw.cve,
    aliases: flaw.aliases,
    published: flaw.published,
    summary: flaw.title.en,
    details: flaw.description.en,
    references: [...(rule.references ?? [])].map((url) => ({ type: 'WEB', url })),
    source: { type: 'jar', file_path: places[0]?.path ?? '', packages: { name, version: version ?? '' } },
    more: {
      status: verdict.status,
      told_by: verdict.by,
      fixed_version: fixed ?? '',
      ...(purl === undefined ? {} : { purl }),
      ...(verdict.status === 'mitigated' ? { mitigated_by: `${flaw.removed}.class was removed` } : {}),
      cwes: [...flaw.cwes],
      ratings: [{ by: 'cvss3.1', vector: flaw.cvss }],
    },
    // A hidden copy is not the copy that stands in its place: they are two subjects.
    ...(purl === undefined || isHidden ? {} : { subject: flawSubject(purl, flaw.cve) }),
  })
  return count < places.length ? { ...event, listed: { count, atLeast: places.length } } : event
}

/** A hidden copy is not run, and a copy without the class with the flaw is not open to it: both are told with severity low. */
function severityOf({ flaw, verdict, isHidden }: Group): Severity {
  return isHidden || verdict.status === 'mitigated' ? 'low' : flaw.severity
}

/** `log4j-core 2.14.1: fixed in 2.15.0`; which flaw it is, the rule says. */
function evidenceOf({ flaw, name, version, verdict, isHidden }: Group, fixed: string | undefined): string {
  const artifact = name.slice(name.indexOf(':') + 1)
  const said = [
    ...(verdict.status === 'mitigated' ? [`mitigated, ${flaw.removed}.class was removed`] : []),
    ...(verdict.by === 'classes' ? ['told by its classes'] : verdict.by === 'version' ? ['told by its version'] : []),
    ...(isHidden ? ['in a lower layer only'] : []),
    ...(fixed === undefined ? ['never fixed'] : [`fixed in ${fixed}`]),
  ]
  return `${artifact}${version === undefined ? '' : ` ${version}`}: ${said.join('; ')}`
}
