import type { RuleData } from '../rule.ts'
import { BAKE_FAMILIES } from './bake/index.ts'
import { COMPOSE_FAMILIES } from './compose/index.ts'
import { DEVCONTAINER_FAMILIES } from './devcontainer/index.ts'
import { DOCKERFILE_FAMILIES } from './dockerfile/index.ts'
import { KUBERNETES_FAMILIES } from './kubernetes/index.ts'
import { PIPELINE_FAMILIES } from './pipeline/index.ts'

/** All rules, by kind of file and family. */
export const RULE_FAMILIES: Readonly<Record<string, Readonly<Record<string, readonly RuleData[]>>>> = {
  Dockerfiles: DOCKERFILE_FAMILIES,
  Kubernetes: KUBERNETES_FAMILIES,
  'Compose files': COMPOSE_FAMILIES,
  'Dev containers': DEVCONTAINER_FAMILIES,
  'Bake files': BAKE_FAMILIES,
  Pipelines: PIPELINE_FAMILIES,
}

/** All rules. */
export const ALL_RULES: readonly RuleData[] = Object.values(RULE_FAMILIES).flatMap((families) =>
  Object.values(families).flat(),
)
