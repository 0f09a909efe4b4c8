import type { RuleData } from '../../rule.ts'
import { WORKFLOW_RULES } from './github.ts'
import { GITLAB_RULES } from './gitlab.ts'

/** The rules on pipelines, by family. */
export const PIPELINE_FAMILIES: Readonly<Record<string, readonly RuleData[]>> = {
  'GitHub Actions': WORKFLOW_RULES,
  'GitLab CI': GITLAB_RULES,
}
