import { localize } from '@veinmind/internal/text'
import { SEVERITIES } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import type { FileValue, Severity } from '@veinmind/sdk'
import type { Finding, Report } from '../model/model.ts'
import { placeText } from '../text/place-text.ts'
import { namesOfTarget, targetsOf } from '../model/target-places.ts'
import type { AcceptEntry } from '../model/accept-entry.ts'
import { repositoryOf } from '../model/repository-of.ts'
import { fitsOf, namesFit } from './fits.ts'
import { readAcceptFile } from './read-accept-file.ts'

/** Which findings of a report are accepted: all, or those that fit every member that is given. */
export interface AcceptChoice {
  readonly rule?: string | undefined
  /** Glob. */
  readonly path?: string | undefined
  /** Glob on the repository or the name. */
  readonly image?: string | undefined
  /** This one and milder ones. */
  readonly severity?: Severity | undefined
  /** Entries that exist already: what they accept gets no second one. */
  readonly known?: readonly AcceptEntry[]
}

/** The decision that is written for each. */
export interface AcceptDecision {
  readonly reason: string
  readonly until?: string | undefined
  /** Whether it holds in every image, and not only in those of its repository. */
  readonly isForAny: boolean
}

/** The findings of a report, as far as they are needed to accept them. */
export type Acceptable = Pick<Report, 'targets' | 'findings' | 'accepted'>

/** Entries for the findings of a report that are not accepted yet, as YAML with a comment that says what each is. */
export function newEntries({ findings }: Acceptable, choice: AcceptChoice, decision: AcceptDecision): string {
  const { rule, path } = choice
  const fits = fitsOf({
    ...(rule === undefined ? {} : { rule }),
    ...(path === undefined ? {} : { path }),
    reason: '',
    by: '',
  })
  const isNamed = namesFit(choice.image)
  const known = (choice.known ?? []).map((entry) => ({ fits: fitsOf(entry), isNamed: namesFit(entry.image) }))
  const most = choice.severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(choice.severity)
  const entries = new Map<string, string>()
  for (const finding of findings) {
    if (!fits(finding) || SEVERITIES.indexOf(finding.severity) > most) continue
    const fitting = known.filter((each) => each.fits(finding))
    for (const { name } of namesOfTarget(finding.target)) {
      if (!isNamed(name) || fitting.some((each) => each.isNamed(name))) continue
      const image = decision.isForAny ? undefined : asGlob(repositoryOf(name))
      const key = JSON.stringify([finding.fingerprint, image])
      if (!entries.has(key)) entries.set(key, entryText(finding, image, decision))
    }
  }
  return [...entries.values()].join('')
}

/** An accept file without the entries that fit nothing of a report, though what they are for was scanned. Comments stay. */
export async function pruneAcceptFile(file: FileValue, report: Acceptable): Promise<string> {
  const { isSeq, parseDocument } = await import('yaml')
  const entries = await readAcceptFile(file)
  const document = parseDocument(file.text, { schema: 'failsafe' })
  if (!isSeq(document.contents)) return file.text
  const all = [...report.findings, ...report.accepted]
  const scanned = [...report.targets, ...targetsOf(all)].flatMap(({ name, references }) => [name, ...references])
  document.contents.items = document.contents.items.filter((_, index) => {
    const entry = entries[index]
    return entry === undefined || !isUnused(entry, all, scanned)
  })
  return document.contents.items.length === 0 ? '' : document.toString({ lineWidth: 0 })
}

function isUnused(entry: AcceptEntry, findings: readonly Finding[], scanned: readonly string[]): boolean {
  const isNamed = namesFit(entry.image)
  if (!scanned.some(isNamed)) return false
  const fits = fitsOf(entry)
  return !findings.some(
    (finding) =>
      [finding, ...(finding.others ?? [])].some(fits) &&
      namesOfTarget(finding.target).some(({ name }) => isNamed(name)),
  )
}

function entryText(
  { fingerprint, rule, locations }: Finding,
  image: string | undefined,
  { reason, until }: AcceptDecision,
): string {
  const place = placeText(locations[0] ?? {})
  const comment = printable(`${rule.id} ${localize(rule.title, 'en')}${place === '' ? '' : `: ${place}`}`)
  return [
    `# ${comment}`,
    `- fingerprint: ${fingerprint}`,
    ...(image === undefined ? [] : [`  image: ${JSON.stringify(image)}`]),
    `  reason: ${JSON.stringify(reason)}`,
    ...(until === undefined ? [] : [`  until: ${until}`]),
    '',
  ].join('\n')
}

/** A glob that the name fits; what means something in a glob stands for any one character. */
function asGlob(name: string): string {
  return name.replaceAll(/[*?{},]/g, '?')
}
