import type { Dockerfile, Instruction } from '../../dockerfile/model.ts'
import type { RuleData } from '../../rule.ts'

/** A place where a rule is broken. */
export interface DockerfileFault {
  /** The instruction; without one, the file as a whole. */
  readonly at?: Instruction
  /** The part that shows it; the instruction without one. */
  readonly evidence?: string
  readonly secrets?: readonly string[]
  /** Another form of the rule for this place, where less is certain or less is wrong. */
  readonly as?: RuleData
  /** Why it cannot be told whether the rule is broken; it is then no finding. */
  readonly problem?: string
}

/** A rule on Dockerfiles. */
export interface DockerfileRule extends RuleData {
  check(file: Dockerfile): Iterable<DockerfileFault>
}

export const BEST_PRACTICES = 'https://docs.docker.com/build/building/best-practices/'
export const REFERENCE = 'https://docs.docker.com/reference/dockerfile/'
/** A section of the benchmark of the Center for Internet Security. */
export const cisDocker = (section: string): string => `CIS Docker Benchmark 1.7.0, ${section}`

/** The instructions of a keyword, those behind ONBUILD too. */
export function withKeyword({ instructions }: Dockerfile, ...keywords: readonly string[]): readonly Instruction[] {
  return instructions.filter(({ keyword }) => keywords.includes(keyword))
}
