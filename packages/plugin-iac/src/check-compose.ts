import type { IacFile, Location } from '@veinmind/sdk'
import type { Origin } from './compose/merge.ts'
import { readProject } from './compose/read-project.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import type { ComposeRule } from './rules/compose/define.ts'
import { checkDocument, checkService } from './rules/compose/index.ts'
import type { BrokenRule } from './rules/compose/index.ts'
import { showPath } from './values.ts'

/**
 * The rules, and those of `more`, that a compose file breaks as docker compose runs it, each where the value at fault stands; and
 * what of it cannot be read. What stands in the file that it is laid over, or that is laid over it, is told with that.
 */
export async function checkCompose(file: Pick<IacFile, 'path' | 'lineUrl' | 'sibling'>, text: string, more: readonly ComposeRule[] = []): Promise<Checked> {
  const { parts, files, problems, notes } = await readProject(file, text)
  const findings = new Map<string, Finding>()
  const undecideds: Diagnostic[] = []
  const add = ({ rule, fault }: BrokenRule, { source, path }: Origin): void => {
    if (source.file.isPartner) return
    const { document } = source
    const place = document.place(path)
    if (fault.problem !== undefined) {
      undecideds.push({ ...undecided(rule, fault.problem, place), path: source.file.path })
      return
    }
    const at: Location = { path: source.file.path, ...place, object: showPath(document.value, path) }
    const evidence = fault.evidence ?? document.text(path)
    // Several services may have the same value of one that they extend.
    findings.set(JSON.stringify([rule.id, at.path, at.line, at.column, at.object, evidence]), { rule, at, evidence, secrets: fault.secrets ?? [] })
  }
  for (const { services, originOf } of parts) {
    for (const service of services) for (const broken of checkService(service, more)) add(broken, originOf(broken.fault.path))
  }
  for (const { layers } of files) {
    for (const { value, origin } of layers) for (const broken of checkDocument(value)) add(broken, { ...origin, path: broken.fault.path })
  }
  return { findings: [...findings.values()], problems: [...problems, ...undecideds], notes, files: new Map(files.map((one) => [one.path, one])) }
}
