import type { Location } from '@veinmind/sdk'
import { checkDockerfile } from './check-dockerfile.ts'
import { readBake } from './bake/read-bake.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import { moveInto } from './move.ts'
import { checkBakeDocument, checkTarget } from './rules/bake/index.ts'
import type { BrokenRule } from './rules/compose/index.ts'
import { showPath } from './values.ts'

/** The rules that a bake file breaks, its Dockerfiles with it, and what of it cannot be read. */
export function checkBake(text: string, path: string): Checked {
  const { document, targets, problems } = readBake(text, path.toLowerCase().endsWith('.json'))
  if (!document) return { findings: [], problems, notes: [] }
  const findings: Finding[] = []
  const inside: Diagnostic[] = []
  const add = ({ rule, fault }: BrokenRule): void => {
    const at: Location = { path, ...document.place(fault.path), object: showPath(document.value, fault.path) }
    if (fault.problem === undefined)
      findings.push({ rule, at, evidence: fault.evidence ?? document.text(fault.path), secrets: fault.secrets ?? [] })
    else inside.push(undecided(rule, fault.problem, at))
  }
  for (const target of targets) {
    for (const broken of checkTarget(target)) add(broken)
    const where = [...target.path, 'dockerfile-inline']
    const inlined = target.value['dockerfile-inline']
    if (typeof inlined !== 'string') continue
    const inline = checkDockerfile(inlined, path)
    const move = moveInto(document, where)
    for (const finding of inline.findings)
      findings.push({ ...finding, at: { ...move(finding.at), path, object: showPath(document.value, where) } })
    for (const { message, ...place } of inline.problems)
      inside.push({ message: `in dockerfile-inline: ${message}`, line: move(place).line ?? 1, column: 1 })
  }
  for (const broken of checkBakeDocument(document.value)) add(broken)
  return { findings, problems: [...problems, ...inside], notes: [] }
}
