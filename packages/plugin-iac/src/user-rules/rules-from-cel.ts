import type { RuleData } from '../rule.ts'
import type { ComposeRule } from '../rules/compose/define.ts'
import type { DockerfileRule } from '../rules/dockerfile/define.ts'
import type { KubernetesFault, KubernetesRule } from '../rules/kubernetes/define.ts'
import { finalStage } from '../dockerfile/model.ts'

/** Whether a condition holds for these variables, or why that cannot be told. */
export type Decide = (variables: Record<string, unknown>) => boolean | string

/** A rule on every instruction: `instruction` has keyword, text, rest, words, flags, stage and isFinal. */
export function toDockerfileRule(data: RuleData, decide: Decide): DockerfileRule {
  return {
    ...data,
    *check(file) {
      const last = finalStage(file)?.index
      for (const at of file.instructions) {
        const { keyword, text, rest, stage } = at
        const words = at.words.map(({ value }) => value)
        const flags = Object.fromEntries(at.flags.map(({ name, value }) => [name, value]))
        const answer = decide({ instruction: { keyword, text, rest, words, flags, stage, isFinal: stage === last } })
        if (answer !== false) yield { at, ...problemOf(answer) }
      }
    },
  }
}

/** A rule on every service of compose files: `service`, and its `name`. */
export function toComposeRule(data: RuleData, decide: Decide): ComposeRule {
  return {
    ...data,
    *check({ name, path, value }) {
      const answer = decide({ service: value, name })
      if (answer !== false) yield { path, ...problemOf(answer) }
    },
  }
}

/** A rule on objects (`object`), or on containers (`container`, with `pod`, the spec that holds it, and `object`). */
export function toKubernetesRule(
  data: RuleData,
  { decide, kinds, isOnContainers }: { decide: Decide; kinds: readonly string[]; isOnContainers: boolean },
): KubernetesRule {
  return {
    ...data,
    *check({ kind, object, pod }): Generator<KubernetesFault> {
      if (kinds.length > 0 && !kinds.includes(kind)) return
      if (!isOnContainers) {
        const answer = decide({ object })
        if (answer !== false) yield { path: ['kind'], ...problemOf(answer) }
        return
      }
      for (const { path, value } of pod?.containers ?? []) {
        const answer = decide({ container: value, pod: pod?.spec, object })
        if (answer !== false) yield { path, ...problemOf(answer) }
      }
    },
  }
}

function problemOf(answer: true | string): { readonly problem?: string } {
  return answer === true ? {} : { problem: answer }
}
