import type { IacFile, Location } from '@veinmind/sdk'
import type { Origin } from './compose/merge.ts'
import { readProject } from './compose/read-project.ts'
import { checkDockerfile } from './check-dockerfile.ts'
import { undecided } from './finding.ts'
import type { Checked, Diagnostic, Finding } from './finding.ts'
import { moveInto } from './move.ts'
import { checkTarget } from './rules/bake/index.ts'
import type { ComposeRule } from './rules/compose/define.ts'
import { checkDocument, checkService } from './rules/compose/index.ts'
import type { BrokenRule } from './rules/compose/index.ts'
import { at, isMembers, showPath } from './values.ts'
import type { Path } from './yaml/places.ts'

/** The service that a value belongs to. */
function serviceOf([first, name]: Path): string | undefined {
  return first === 'services' && typeof name === 'string' ? name : undefined
}

/**
 * Checks a compose file as docker compose runs it, by our rules and those of `more`. Each finding is placed where its value stands.
 * Values of the base or override file that it is read with are reported when that file is checked.
 */
export async function checkCompose(
  file: Pick<IacFile, 'path' | 'lineUrl' | 'sibling'>,
  text: string,
  more: readonly ComposeRule[] = [],
): Promise<Checked> {
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
    const found: Location = { path: source.file.path, ...place, object: showPath(document.value, path) }
    const evidence = fault.evidence ?? document.text(path)
    // Several services may extend one and so share a value: it is reported once.
    findings.set(JSON.stringify([rule.id, found.path, found.line, found.column, found.object, evidence]), {
      rule,
      at: found,
      evidence,
      secrets: fault.secrets ?? [],
      workload: serviceOf(fault.path),
    })
  }
  for (const { services, originOf } of parts) {
    for (const service of services)
      for (const broken of checkService(service, more)) add(broken, originOf(broken.fault.path))
  }
  for (const { services, originOf } of parts) {
    for (const { path, value } of services) {
      // Settings that only `docker buildx bake` reads.
      const baked = at(value, 'build', 'x-bake')
      if (isMembers(baked))
        for (const broken of checkTarget({ value: baked, path: [...path, 'build', 'x-bake'] }))
          add(broken, originOf(broken.fault.path))
      const inlined = at(value, 'build', 'dockerfile_inline')
      if (typeof inlined !== 'string') continue
      const { source, path: where } = originOf([...path, 'build', 'dockerfile_inline'])
      if (source.file.isPartner) continue
      const inline = checkDockerfile(inlined, source.file.path)
      const move = moveInto(source.document, where)
      for (const finding of inline.findings) {
        const place = move(finding.at)
        findings.set(JSON.stringify([finding.rule.id, place, finding.evidence]), {
          ...finding,
          at: { ...place, path: source.file.path, object: showPath(source.document.value, where) },
        })
      }
      for (const { message, ...place } of inline.problems)
        undecideds.push({
          message: `in dockerfile_inline: ${message}`,
          path: source.file.path,
          line: move(place).line ?? 1,
          column: 1,
        })
    }
  }
  for (const { layers } of files) {
    for (const { value, origin } of layers)
      for (const broken of checkDocument(value)) add(broken, { ...origin, path: broken.fault.path })
  }
  return {
    findings: [...findings.values()],
    problems: [...problems, ...undecideds],
    notes,
    files: new Map(files.map((one) => [one.path, one])),
  }
}
