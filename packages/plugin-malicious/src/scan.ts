import { owners } from '@veinmind/inventory'
import { maliciousFile } from '@veinmind/report'
import type { Container, Found, Image, Inspector, Rule, ScanContext } from '@veinmind/sdk'
import { SEVERITIES } from '@veinmind/sdk'
import type { Verdict } from './engines/engine.ts'
import { contents, scripts } from './inspect/contents.ts'
import type { FileRecord } from './inspect/record.ts'
import { RULES } from './all-rules.ts'

/** The inspectors whose records are verdicts. */
export const VERDICTS: readonly Inspector<FileRecord>[] = [contents, scripts]

/** Everything that engines have said of one file. */
interface Accused {
  readonly found: Found<FileRecord>
  readonly verdicts: Map<string, Verdict>
  digests: FileRecord['digests']
}

/** Reports the files of an image or a container that engines take for malware. */
export async function scanFiles(_entity: Image | Container, context: ScanContext): Promise<void> {
  const accused = gather(context)
  if (accused.length === 0) return
  const owned = await ownedFiles(accused, context)
  for (const file of accused) {
    if (owned.has(file)) continue
    report(file, context)
  }
}

function gather(context: ScanContext): readonly Accused[] {
  const files = new Map<string, Accused>()
  for (const inspector of VERDICTS)
    for (const found of context.records(inspector)) {
      const { record, location } = found
      const key = JSON.stringify([location.path, location.layer?.index])
      const file = files.get(key) ?? { found, verdicts: new Map<string, Verdict>(), digests: record.digests }
      file.digests ??= record.digests
      for (const verdict of record.verdicts) {
        const name = JSON.stringify([verdict.engine, verdict.rule, verdict.name, verdict.member])
        if (!file.verdicts.has(name)) file.verdicts.set(name, verdict)
      }
      files.set(key, file)
    }
  return [...files.values()]
}

/** Files that are as their package brought them. */
async function ownedFiles(files: readonly Accused[], context: ScanContext): Promise<ReadonlySet<Accused>> {
  const byPath = new Map<string, Accused[]>()
  for (const file of files) {
    const path = withoutUsr(file.found.entry.path)
    byPath.set(path, [...(byPath.get(path) ?? []), file])
  }
  const owned = new Set<Accused>()
  for (const { path, digest = '' } of await context.fact(owners)) {
    for (const file of byPath.get(withoutUsr(path)) ?? []) {
      const [name, value] = digest.split(':') as ['md5' | 'sha1' | 'sha256', string?]
      if (value !== undefined && file.digests?.[name] === value) owned.add(file)
    }
  }
  return owned
}

/** `/usr/lib/x` and `/lib/x` are one file where `/lib` is a link, and databases name either. */
function withoutUsr(path: string): string {
  return path.replace(/^\/usr(?=\/(?:bin|sbin|lib\w*)\/)/, '')
}

function report({ found, verdicts, digests }: Accused, context: ScanContext): void {
  const [lead, ...others] = [...verdicts.values()].toSorted((a, b) => rankOf(b) - rankOf(a))
  const rule = lead && RULES.get(lead.rule)
  if (lead === undefined || rule === undefined) return
  const at = { ...found.location, ...(lead.line === undefined ? {} : { line: lead.line }) }
  const event = maliciousFile({
    rule,
    at: lead.member === undefined ? at : { ...at, object: lead.member },
    entry: found.entry,
    engine: [...new Set([lead, ...others].map(({ engine }) => engine))].join(', '),
    maliciousType: lead.name.split('.').slice(0, -1).join('.'),
    maliciousName: lead.name,
    evidence: [lead, ...others].map(({ name, evidence }) => `${name}: ${evidence}`).join('; '),
    ...(digests?.sha256 === undefined ? {} : { subject: { kind: 'file', key: digests.sha256 } }),
  })
  const detail = {
    ...event.detail,
    ...(digests?.sha256 === undefined ? {} : { sha256: digests.sha256 }),
    verdicts: [lead, ...others].map(({ engine, rule: id, name, evidence }) => ({ engine, rule: id, name, evidence })),
  }
  context.report({ ...event, detail })
}

/** The worst and surest verdict leads. */
function rankOf({ rule }: Verdict): number {
  const known: Rule | undefined = RULES.get(rule)
  return (
    (SEVERITIES.indexOf(known?.severity ?? 'low') + 1) * 10 +
    { low: 0, medium: 1, high: 2 }[known?.confidence ?? 'high']
  )
}
