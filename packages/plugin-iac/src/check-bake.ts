import type { Location } from '@veinmind/sdk'
import { checkDockerfile } from './check-dockerfile.ts'
import { readBake } from './bake/read-bake.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import { moveInto } from './move.ts'
import { checkBakeDocument, checkTarget } from './rules/bake/index.ts'
import type { BrokenRule } from './rules/compose/index.ts'
import { showPath } from './values.ts'
import type { Path } from './yaml/places.ts'

/** Checks a bake file and the Dockerfiles in it: broken rules, and what could not be read or computed. */
export function checkBake(text: string, path: string): Checked {
  const { document, targets, unknown, problems } = readBake(text, path.toLowerCase().endsWith('.json'))
  if (!document) return { findings: [], problems, notes: [] }
  // Several targets may share one place: those of a matrix, and those that inherit from one target. Each place is reported once.
  const findings = new Map<string, Finding>()
  const inside: Diagnostic[] = []
  const put = (finding: Finding): void => {
    const { rule, at, evidence } = finding
    findings.set(JSON.stringify([rule.id, at.line, at.column, at.object, evidence]), finding)
  }
  const add = ({ rule, fault }: BrokenRule, where: Path): void => {
    const at: Location = { path, ...document.place(where), object: showPath(document.value, where) }
    if (fault.problem === undefined)
      put({ rule, at, evidence: fault.evidence ?? document.text(where), secrets: fault.secrets ?? [] })
    else inside.push(undecided(rule, fault.problem, at))
  }
  for (const target of targets) {
    const originOf = (where: Path): Path => target.originOf?.(where) ?? where
    for (const broken of checkTarget(target)) add(broken, originOf(broken.fault.path))
    const inlined = target.value['dockerfile-inline']
    if (typeof inlined !== 'string') continue
    const where = originOf([...target.path, 'dockerfile-inline'])
    const inline = checkDockerfile(inlined, path)
    const move = moveInto(document, where)
    for (const finding of inline.findings)
      put({ ...finding, at: { ...move(finding.at), path, object: showPath(document.value, where) } })
    for (const { message, ...place } of inline.problems)
      inside.push({ message: `in dockerfile-inline: ${message}`, line: move(place).line ?? 1, column: 1 })
  }
  for (const broken of checkBakeDocument(document.value)) add(broken, broken.fault.path)
  const said = unknown.map(({ path: where, reason }) => ({
    note: `line ${document.place(where)?.line ?? 1}: what ${showPath(document.value, where)} is, is not known: ${reason}`,
  }))
  return { findings: [...findings.values()], problems: [...problems, ...inside], notes: said.map(({ note }) => note) }
}
