import type { Service } from '../../compose/service.ts'
import type { RuleData } from '../../rule.ts'
import type { Path } from '../../yaml/places.ts'

/** A value of a compose file that breaks a rule. */
export interface ComposeFault {
  readonly path: Path
  readonly evidence?: string
  readonly secrets?: readonly string[]
  /** Why it cannot be told whether the rule is broken; it is then no finding. */
  readonly problem?: string
}

/** A rule on the services of compose files. */
export interface ComposeRule extends RuleData {
  check(service: Service): Iterable<ComposeFault>
}

/** A rule on a document of a compose file as a whole. */
export interface ComposeFileRule extends RuleData {
  checkFile(document: unknown): Iterable<ComposeFault>
}

export const SERVICES = 'https://docs.docker.com/reference/compose-file/services/'
export const cisDocker = (section: string): string => `CIS Docker Benchmark 1.7.0, ${section}`
