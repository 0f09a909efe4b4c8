import type { ComposeRule } from './rules/compose/define.ts'
import type { DockerfileRule } from './rules/dockerfile/define.ts'
import type { KubernetesRule } from './rules/kubernetes/define.ts'

/** Rules of the user, which are checked beside those of this package. */
export interface ExtraRules {
  readonly dockerfile: readonly DockerfileRule[]
  readonly kubernetes: readonly KubernetesRule[]
  readonly compose: readonly ComposeRule[]
}

export const NO_EXTRA_RULES: ExtraRules = { dockerfile: [], kubernetes: [], compose: [] }
