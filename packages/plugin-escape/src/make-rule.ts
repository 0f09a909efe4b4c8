import type { Rule } from '@veinmind/sdk'
import { sameRisks } from './same-risks.ts'

export const DOCKER_RUN = 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities'
export const DAEMON = 'https://docs.docker.com/engine/security/protect-access/'
export const ESCAPE = 'https://attack.mitre.org/techniques/T1611/'

/** A rule on a way out of a container, with what most of them have in common. */
export function rule(
  parts: Pick<Rule, 'id' | 'title' | 'severity' | 'description' | 'remediation'> & Partial<Rule>,
): Rule {
  const { references = [DOCKER_RUN, ESCAPE] } = parts
  return { confidence: 'high', attack: ['T1611'], ...parts, references: [...references, ...sameRisks(parts.id)] }
}
