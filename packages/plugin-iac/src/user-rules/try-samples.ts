import { checkCompose } from '../check-compose.ts'
import { checkDockerfile } from '../check-dockerfile.ts'
import { checkManifests } from '../check-kubernetes.ts'
import type { Checked } from '../finding.ts'
import type { UserRule } from './read-user-rules.ts'

/** Tries a rule on its samples; what is wrong, if anything is. */
export function trySamples(rule: UserRule): string | undefined {
  for (const [kind, samples] of [['ng', rule.ng], ['ok', rule.ok]] as const) {
    for (const [index, sample] of samples.entries()) {
      const { findings, problems } = check(rule, sample)
      const [problem] = problems
      if (problem) return `${kind}[${index}], line ${problem.line}: ${problem.message}`
      const isBroken = findings.some((finding) => finding.rule.id === rule.id)
      if (isBroken !== (kind === 'ng')) return `${kind}[${index}] ${isBroken ? 'breaks it' : 'does not break it'}`
    }
  }
  return undefined
}

function check({ scope, rules }: UserRule, sample: string): Checked {
  if (scope === 'instruction') return checkDockerfile(sample, 'Dockerfile', rules.dockerfile)
  if (scope === 'service') return checkCompose(sample, 'compose.yaml', rules.compose)
  return checkManifests(sample, 'sample.yaml', { target: { minor: 36 }, more: rules.kubernetes })
}
