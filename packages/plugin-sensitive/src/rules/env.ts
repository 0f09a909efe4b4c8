import { ruleId } from './rule.ts'
import type { EnvRule } from './rule.ts'

/** The rule on environment variables (and labels and build arguments): the name says secret, and the value may be one. */
export const ENV_RULE: EnvRule = {
  id: ruleId(98),
  name: 'secret-in-environment',
  title: { en: 'Secret in the environment', zh: '环境变量中的凭据' },
  severity: 'high',
  confidence: 'medium',
  family: 'generic',
  references: ['https://docs.docker.com/build/building/secrets/', 'https://cwe.mitre.org/data/definitions/526.html'],
  legacyIds: [98],
}
