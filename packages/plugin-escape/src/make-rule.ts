import type { Rule } from '@veinmind/sdk'

export const DOCKER_RUN = 'https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities'
export const DAEMON = 'https://docs.docker.com/engine/security/protect-access/'
export const ESCAPE = 'https://attack.mitre.org/techniques/T1611/'

/** A rule on a way out of a container, with what most of them have in common. */
export function rule(
  parts: Pick<Rule, 'id' | 'title' | 'severity' | 'description' | 'remediation'> & Partial<Rule>,
): Rule {
  return { confidence: 'high', attack: ['T1611'], references: [DOCKER_RUN, ESCAPE], ...parts }
}
