import { maliciousFile } from '@veinmind/report'
import type { Container, Image, Inspector, Rule, ScanContext } from '@veinmind/sdk'
import { SEVERITIES } from '@veinmind/sdk'
import type { Accused } from './accused.ts'
import { accuse, gatherAccused, unchangedFiles } from './accused.ts'
import { RULES } from './all-rules.ts'
import type { Verdict } from './engines/engine.ts'
import { archives } from './inspect/archives.ts'
import { programContents, scripts, textContents } from './inspect/contents.ts'
import { askedFiles, clamdFiles, hashedFiles, yaraFiles } from './inspect/engines.ts'
import { pictures, programs } from './inspect/programs.ts'
import type { FileRecord } from './inspect/record.ts'
import type { OPTIONS } from './options.ts'
import type { State } from './state.ts'

/** The inspectors whose records are verdicts. */
export const VERDICTS: readonly Inspector<FileRecord>[] = [
  programContents,
  textContents,
  scripts,
  programs,
  pictures,
  archives,
  clamdFiles,
  hashedFiles,
  yaraFiles,
]

type Context = ScanContext<typeof OPTIONS, State>

/** Engines that may be wrong: their verdicts on a file that its package owns unchanged are dropped. */
const GUESSING = new Set(['rules', 'commands', 'heuristics'])
/** Milliseconds for asking VirusTotal, of the five minutes that a plugin has for an entity. */
const TIME_TO_ASK = 200_000

/** Reports the files of an image or a container that engines take for malware. */
export async function scanFiles(_entity: Image | Container, context: Context): Promise<void> {
  const files = gatherAccused(context, VERDICTS)
  await askAbout(files, context)
  const accused = [...files.values()].map((file) => ({ path: file.found.entry.path, digests: file.digests, file }))
  const owned = await unchangedFiles(accused, context)
  for (const one of accused) {
    const owner = owned.get(one)
    const verdicts = [...one.file.verdicts.values()].filter(
      ({ engine }) => owner === undefined || !GUESSING.has(engine),
    )
    report(one.file, verdicts, { owner, context })
  }
  if (context.state.failure !== undefined) throw context.state.failure
}

/** Asks VirusTotal, when there is a key, about files that belong to no package. */
async function askAbout(files: Map<string, Accused>, context: Context): Promise<void> {
  const engine = context.state.virustotal?.forEntity({
    signal: context.signal,
    until: Date.now() + TIME_TO_ASK,
  })
  if (engine === undefined) return
  const candidates = context
    .records(askedFiles)
    .map(({ record, entry, location, visible }) => ({ path: entry.path, digests: record, entry, location, visible }))
  const owned = await unchangedFiles(candidates, context)
  const asked = candidates.filter((one) => !owned.has(one)).toSorted((a, b) => Number(b.visible) - Number(a.visible))
  for (const { path, digests, entry, location } of asked) {
    const sample = { path, size: entry.size, digests, bytes: new Uint8Array(), chunks: nothing, incomplete: () => {} }
    const verdicts = await engine.scan(sample)
    if (verdicts.length > 0) accuse(files, { entry, location }, verdicts, digests)
  }
  const count = engine.notAsked()
  if (count === 0) return
  context.covered({ skipped: { 'not-asked': count } })
  context.incomplete(`VirusTotal was not asked about ${count} files: its limits are used up`)
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function report(
  { found, digests }: Accused,
  verdicts: readonly Verdict[],
  { owner, context }: { readonly owner: string | undefined; readonly context: Context },
): void {
  const [lead, ...others] = verdicts.toSorted((a, b) => rankOf(b) - rankOf(a))
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
    evidence: [lead, ...others]
      .map(({ engine, name, evidence }) => `${engine} ${name}: ${evidence}`)
      .concat(owner === undefined ? [] : [`unchanged in ${owner}`])
      .join('; '),
    ...(owner === undefined ? {} : { confidence: 'low' as const }),
    ...(digests.sha256 === undefined ? {} : { subject: { kind: 'file', key: digests.sha256 } }),
  })
  const detail = {
    ...event.detail,
    ...(digests.sha256 === undefined ? {} : { sha256: digests.sha256 }),
    verdicts: [lead, ...others].map(({ engine, rule: id, name, evidence, member = '' }) => ({
      engine,
      rule: id,
      name,
      evidence,
      ...(member === '' ? {} : { member }),
    })),
  }
  context.report({ ...event, detail })
}

/** The verdict with the highest severity and confidence comes first. */
function rankOf({ rule }: Verdict): number {
  const known: Rule | undefined = RULES.get(rule)
  const sure = { low: 0, medium: 1, high: 2 }[known?.confidence ?? 'high']
  return (SEVERITIES.indexOf(known?.severity ?? 'low') + 1) * 10 + sure
}
