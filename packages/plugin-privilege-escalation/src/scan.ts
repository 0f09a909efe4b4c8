import { packages } from '@veinmind/inventory'
import { escalation, flawSubject } from '@veinmind/report'
import { baseName, parentPath } from '@veinmind/sdk'
import type { Container, Found, Image, OptionSpecs, ScanContext, Subject } from '@veinmind/sdk'
import { severityHere, surroundingsOf } from './context.ts'
import { judgeFlaws } from './flaws/judge-flaws.ts'
import type { State } from './state.ts'
import { judgeCapabilities } from './files/judge-capabilities.ts'
import { judgeSetgid } from './files/judge-setgid.ts'
import { judgeSetuid } from './files/judge-setuid.ts'
import type { Verdict } from './files/judge-setuid.ts'
import { judgeWritable } from './files/judge-writable.ts'
import { privilegedFiles } from './files/privileged-files.ts'
import { judgeRootPrograms } from './files/judge-root-programs.ts'
import { rootJobs } from './files/root-jobs.ts'
import { writableFiles } from './files/writable-files.ts'
import { ruleOf } from './rules/index.ts'
import { scanGrants, scanGroups } from './scan-grants.ts'

/** Reports every way to more rights in an image or a container. */
export async function scan(entity: Image | Container, ctx: ScanContext<OptionSpecs, State>): Promise<void> {
  const programs = ctx.records(privilegedFiles).filter(({ visible }) => visible)
  const writable = ctx.records(writableFiles).filter(({ visible }) => visible)
  const jobs = ctx.records(rootJobs).filter(({ visible }) => visible)
  const here = await surroundingsOf(entity, ctx, programs.length + writable.length + jobs.length > 0)
  for (const judge of [judgeSetuid, judgeSetgid, judgeCapabilities])
    reportFiles(programs, (path, file) => judge(path, file, here), ctx)
  reportFiles(writable, (path, file) => judgeWritable(path, file, here), ctx)
  for (const { path, at, verdict } of await judgeRootPrograms(entity, jobs, { here, ctx }))
    ctx.report(
      escalation({
        rule: ruleOf(verdict.rule),
        severity: verdict.severity,
        at: at.path === path ? at : [{ path }, at],
        binName: baseName(path),
        mode: verdict.mode,
        evidence: verdict.reason,
      }),
    )
  const sudo = await scanGrants(here, ctx)
  scanGroups(here, ctx)
  const helpers = { ...sudo, programs, database: ctx.state.database }
  for (const { id, item, severity, fixed, program } of judgeFlaws(await ctx.fact(packages), helpers))
    ctx.report(
      escalation({
        rule: ruleOf('PRIV-090'),
        severity: severityHere(severity, here),
        at: [...(program === undefined ? [] : [program.location]), ...item.places.slice(0, 5)],
        binName: program === undefined ? item.name : baseName(program.entry.path),
        mode: 'Flaw',
        evidence: `${id}: ${item.name} ${item.version}${fixed === undefined ? '' : `, mended in ${fixed}`}`,
        identity: `${id} ${item.purl}`,
        subject: flawSubject(item.purl, id),
      }),
    )
}

/** Names of one program (hard links, copies), and files of one folder with the same fault, are one finding. */
function reportFiles<R>(
  files: readonly Found<R>[],
  judge: (path: string, file: R) => Verdict | undefined,
  ctx: ScanContext,
): void {
  const verdicts = files.flatMap((file) => {
    const verdict = judge(file.entry.path, file.record)
    return verdict === undefined ? [] : [{ file, verdict, sha256: digestOf(file.record) }]
  })
  const same = Map.groupBy(verdicts, ({ file, verdict: { rule, reason }, sha256 }) =>
    JSON.stringify([rule, reason, sha256 ?? parentPath(file.entry.path)]),
  )
  for (const group of same.values()) reportGroup(group, ctx)
}

interface Judged {
  readonly file: Found<unknown>
  readonly verdict: Verdict
  readonly sha256: string | undefined
}

/** Places that one finding names. */
const MOST_PLACES = 50

function reportGroup(group: readonly Judged[], ctx: ScanContext): void {
  const [first] = group
  if (first === undefined) return
  const { verdict, file } = first
  const at = group.slice(0, MOST_PLACES).map(({ file: { location } }) => location)
  ctx.report(
    escalation({
      rule: ruleOf(verdict.rule),
      severity: verdict.severity,
      ...(verdict.confidence === undefined ? {} : { confidence: verdict.confidence }),
      at,
      binName: baseName(file.entry.path),
      mode: verdict.mode,
      evidence: verdict.reason,
      ...(at.length < group.length ? { listed: { count: at.length, atLeast: group.length } } : {}),
      ...subjectOf(group),
    }),
  )
}

/** The subject of a group: a program by its content, or one writable file by its path, as plugin-trace has it too. */
function subjectOf(group: readonly Judged[]): { readonly subject?: Subject } {
  const [first, second] = group
  if (first?.sha256 !== undefined) return { subject: { kind: 'file', key: first.sha256 } }
  return first === undefined || second ? {} : { subject: { kind: 'permissions', key: first.file.entry.path } }
}

function digestOf(record: unknown): string | undefined {
  return typeof record === 'object' && record !== null && 'sha256' in record ? String(record.sha256) : undefined
}
