import { owners } from '@veinmind/inventory'
import type { FileOwner } from '@veinmind/inventory'
import { webshell } from '@veinmind/report'
import type { Location, ScanContext } from '@veinmind/sdk'
import { archives } from './inspect/archives.ts'
import { isInWebRoot, oddNames } from './inspect/odd-names.ts'
import type { ScriptRecord } from './inspect/record.ts'
import { programs, scripts } from './scripts.ts'
import { servers } from './inspect/servers.ts'
import type { Found } from './model/finding.ts'
import { RULES } from './rules/rules.ts'
import { asked } from './service/asked.ts'
import type { OPTIONS } from './service/options.ts'

type Context = ScanContext<typeof OPTIONS>

const RULE_OF = new Map(RULES.map((rule) => [rule.id, { ...rule, tags: ['webshell'] }]))
/** Lines that one finding names. */
const MAX_LINES = 5
const ORDER = { low: 0, medium: 1, high: 2 }

/** A script with the place where it is. */
interface Placed {
  readonly record: ScriptRecord
  readonly location: Location
}

/** Reports what the scripts of an entity do, what else servers are told to run, and what a service says. */
export async function reportAll(context: Context): Promise<void> {
  const placed: Placed[] = [...context.records(scripts), ...context.records(programs), ...oddOnes(context)]
  for (const { record, location } of context.records(archives)) {
    for (const member of record.members) {
      placed.push({ record: member, location: { ...location, path: `${location.path}!/${member.member ?? ''}` } })
    }
  }
  if (placed.length > 0) {
    const owned = new Map((await context.fact(owners)).map((file) => [file.path, file]))
    for (const one of placed) {
      context.signal.throwIfAborted()
      if (!isAsPackaged(one, owned)) reportScript(context, one)
    }
  }
  for (const { record, location } of context.records(servers)) {
    if (record.found.length > 0)
      reportScript(context, { record: { language: 'config', found: record.found }, location })
  }
  reportVerdicts(context)
}

/** Code in files whose names are not those of scripts: always in pictures, in others where a server serves or runs them. */
function oddOnes(context: Context): Placed[] {
  const settings = context.records(servers).map(({ record }) => record)
  const roots = settings.flatMap(({ roots: some }) => some)
  const runs = settings.flatMap((record) => record.runs)
  return context.records(oddNames).filter(({ record, location }) => {
    const { path = '' } = location
    if (record.odd === 'picture' || isInWebRoot(path)) return true
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
    return roots.some((root) => path.startsWith(`${root}/`)) || runs.some((run) => name.endsWith(run))
  })
}

/** Whether the file is as its package brought it: then it is no finding. */
function isAsPackaged({ record, location }: Placed, owned: ReadonlyMap<string, FileOwner>): boolean {
  const [name = '', value] = owned.get(location.path ?? '')?.digest?.split(':') ?? []
  return value !== undefined && record.digests?.[name] === value
}

/** One finding a rule, with the lines that break it. */
function reportScript(context: Context, { record, location }: Placed): void {
  const byRule = new Map<string, Found[]>()
  for (const found of record.found) byRule.set(found.rule, [...(byRule.get(found.rule) ?? []), found])
  const sha256 = record.digests?.['sha256']
  for (const [id, all] of byRule) {
    const rule = RULE_OF.get(id)
    const [first, ...others] = all.toSorted((a, b) => ORDER[b.confidence] - ORDER[a.confidence] || a.line - b.line)
    if (rule === undefined || first === undefined) continue
    const { confidence, line, sink, source, code } = first
    context.report(
      webshell({
        rule,
        confidence,
        ...(confidence === 'low' ? { severity: 'low' } : {}),
        at: [
          { ...location, line },
          ...others.slice(0, MAX_LINES - 1).map((other) => ({ ...location, line: other.line })),
        ],
        scriptType: record.language,
        reason: `what comes from ${source} goes to ${sink}`,
        engine: 'veinmind',
        evidence: code,
        // A file that breaks one rule is one finding, together with the findings of other plugins on the file.
        ...(sha256 === undefined || byRule.size > 1 ? {} : { subject: { kind: 'file', key: sha256 } }),
      }),
    )
  }
}

function reportVerdicts(context: Context): void {
  const rule = RULE_OF.get('WEBSHELL-015')
  if (rule === undefined) return
  for (const { record, location } of context.records(asked)) {
    const { severity, type, reason, engine } = record
    context.report(
      webshell({ rule, severity, at: location, scriptType: type, reason, engine, evidence: reason || type }),
    )
  }
}
