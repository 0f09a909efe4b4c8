import type { FileValue } from '@veinmind/sdk'
import type { Checked } from '../finding.ts'
import type { Sample, UserRule } from './read-user-rules.ts'

/** A rule of a user tried on one of its samples. */
export interface RuleCase {
  readonly rule: string
  /** `ng[0]`, `ok[1]`; undefined for a rule that has no sample of a kind, which cannot be trusted. */
  readonly name: string
  /** Where the sample stands, or the rule: `rules/shop.yaml:12`. */
  readonly source: string
  readonly expected: string
  readonly came: string
  readonly isPassed: boolean
}

/** Tries the rules of a user on their samples. Throws `IAC_RULES_INVALID` for rules that cannot be read. */
export async function testRules(files: readonly FileValue[]): Promise<readonly RuleCase[]> {
  const { readUserRules } = await import('./read-user-rules.ts')
  const cases: RuleCase[] = []
  for (const rule of readUserRules(files)) {
    for (const kind of ['ng', 'ok'] as const) {
      const expected = kind === 'ng' ? 'broken' : 'kept'
      if (rule[kind].length === 0) {
        cases.push({
          rule: rule.id,
          name: kind,
          source: rule.source,
          expected: `a sample where it is ${expected}`,
          came: 'none',
          isPassed: false,
        })
      }
      for (const [index, sample] of rule[kind].entries()) {
        const { came, isBroken } = await tryRule(rule, sample)
        cases.push({
          rule: rule.id,
          name: `${kind}[${index}]`,
          source: sample.source,
          expected,
          came,
          isPassed: isBroken === (kind === 'ng'),
        })
      }
    }
  }
  return cases
}

/** The outcome of a sample in words, and whether it breaks the rule; undefined when that cannot be told. */
async function tryRule(rule: UserRule, { text }: Sample): Promise<{ came: string; isBroken?: boolean }> {
  const { findings, problems, isRead } = await check(rule, text)
  const [problem] = problems
  if (problem) return { came: `line ${problem.line} of the sample: ${problem.message}` }
  if (!isRead) return { came: `the sample has no ${rule.scope}` }
  const lines = findings
    .filter((finding) => finding.rule.id === rule.id)
    .map(({ at, evidence }) => `line ${at.line ?? 1} (${evidence.replaceAll(/\s+/g, ' ').slice(0, 80)})`)
  return lines.length === 0
    ? { came: 'kept', isBroken: false }
    : { came: `broken at ${lines.join(', ')}`, isBroken: true }
}

/** Checks a sample by the rule. `isRead` is false when the sample has nothing of the rule's scope. */
async function check({ scope, rules }: UserRule, text: string): Promise<Checked & { readonly isRead: boolean }> {
  if (scope === 'instruction') {
    const { checkDockerfile } = await import('../check-dockerfile.ts')
    return { ...checkDockerfile(text, 'Dockerfile', rules.dockerfile), isRead: true }
  }
  if (scope === 'service') {
    const { checkCompose } = await import('../check-compose.ts')
    const { readProject } = await import('../compose/read-project.ts')
    const file = { path: 'sample.yaml' }
    const { parts } = await readProject(file, text)
    return {
      ...(await checkCompose(file, text, rules.compose)),
      isRead: parts.some(({ services }) => services.length > 0),
    }
  }
  const { checkManifests } = await import('../check-kubernetes.ts')
  const { readManifests } = await import('../kubernetes/read-manifests.ts')
  const { manifests } = readManifests(text)
  const isRead = manifests.some(({ manifest }) => scope === 'object' || (manifest.pod?.containers.length ?? 0) > 0)
  return { ...checkManifests(text, 'sample.yaml', { target: { minor: 36 }, more: rules.kubernetes }), isRead }
}
