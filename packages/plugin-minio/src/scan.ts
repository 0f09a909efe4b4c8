import { programs, purlOf } from '@veinmind/inventory'
import type { Program } from '@veinmind/inventory'
import { flawSubject, vulnerability } from '@veinmind/report'
import type { Confidence, Entity, ReportEvent, ScanContext, Severity } from '@veinmind/sdk'
import { hasFlaw, MINIO_FLAWS, RULES, timeOf } from './flaws.ts'
import type { Flaw } from './flaws.ts'
import { modeOf } from './mode.ts'
import type { Mode } from './mode.ts'
import { settings } from './settings.ts'

/** Reports the flaws of every MinIO in an image or a container. */
export async function scanMinio(entity: Entity, context: ScanContext): Promise<void> {
  const found = (await context.fact(programs)).filter(({ name }) => name === 'minio')
  if (found.length === 0) return
  const lines = context
    .records(settings)
    .filter(({ visible }) => visible)
    .flatMap(({ record }) => record.lines)
  const mode = modeOf(entity, lines)
  for (const program of found) {
    context.signal.throwIfAborted()
    const time = timeOf(program.version)
    if (time === undefined) continue
    for (const flaw of MINIO_FLAWS) {
      if (hasFlaw(flaw, time) && isPossible(flaw, program)) context.report(eventOf(flaw, program, mode))
    }
  }
}

/** A flaw of Windows is none of a program for Linux. */
function isPossible({ needs }: Flaw, { at }: Program): boolean {
  return needs !== 'windows' || /\.exe$/i.test(at.path ?? '')
}

function eventOf(flaw: Flaw, program: Program, mode: Mode | undefined): ReportEvent {
  const { name, version, at } = program
  const rule = RULES[MINIO_FLAWS.indexOf(flaw)]
  if (rule === undefined) throw new Error(`no rule for ${flaw.id}`)
  const purl = purlOf({ type: 'generic', name, version })
  const isHidden = at.hiddenBy !== undefined
  const fix = `${flaw.fixedIn === undefined ? '' : `${flaw.fixedIn} `}RELEASE.${flaw.fixed}`
  return vulnerability({
    rule,
    severity: severityOf(flaw, mode, isHidden),
    confidence: confidenceOf(flaw, version),
    at,
    evidence: `${name} ${version}: ${[flaw.cve, ...saidOf(flaw, mode), ...(isHidden ? ['in a lower layer only'] : [])].join(', ')}; fixed in ${fix}`,
    id: flaw.cve,
    aliases: flaw.aliases,
    published: `${flaw.published}T00:00:00Z`,
    summary: flaw.title.en,
    details: '',
    references: (rule.references ?? []).map((url) => ({ type: 'WEB', url })),
    source: { type: 'go-binary', file_path: at.path ?? '', packages: { name, version } },
    more: {
      purl,
      status: 'fixed',
      fixed_version: `RELEASE.${flaw.fixed}`,
      ...(flaw.needs === undefined ? {} : { needs: flaw.needs }),
      ...(mode === undefined ? {} : { mode: mode.mode, mode_by: mode.by }),
    },
    ...(isHidden ? {} : { subject: flawSubject(purl, flaw.cve) }),
  })
}

/** What is known of how MinIO is started, for flaws that depend on it. */
function saidOf({ needs }: Flaw, mode: Mode | undefined): readonly string[] {
  if (needs !== 'distributed') return needs === undefined ? [] : [`needs ${needs}`]
  if (mode === undefined) return ['in distributed mode, which is not known here']
  const said = { distributed: 'distributed mode', single: 'one node', gateway: 'a gateway' }[mode.mode]
  return [mode.mode === 'distributed' ? `${said} by ${mode.by}` : `in distributed mode; ${said} by ${mode.by}`]
}

function severityOf({ needs, severity }: Flaw, mode: Mode | undefined, isHidden: boolean): Severity {
  if (isHidden) return 'low'
  if (needs !== 'distributed' || mode?.mode === 'distributed') return severity
  // What an image starts by default is often started otherwise.
  if (mode === undefined || mode.isDefault) return severity === 'critical' ? 'high' : severity
  return 'low'
}

/** A build for one customer may have a fix of a later release. */
function confidenceOf({ needs }: Flaw, version: string): Confidence {
  return version.includes('.hotfix.') ? 'low' : needs === undefined ? 'high' : 'medium'
}
