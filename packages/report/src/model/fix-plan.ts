import type { Severity } from '@veinmind/sdk'

/** The type of events that become the plan of the report. */
export const PLAN = 'FixPlan'

/** One upgrade, and what it removes. */
export interface PlanStep {
  /** Type of the package in a purl. */
  readonly type: string
  /** The source package: what is built from it comes with it. */
  readonly package: string
  /** Packages built from it that have findings. */
  readonly packages: readonly string[]
  readonly from: string
  readonly to: string
  /** Findings that are gone with it. */
  readonly removes: number
  readonly worst: Severity
  /** Ids of what it removes, the first of them. */
  readonly ids: readonly string[]
  /** Whether it came with the base image. */
  readonly inBase?: boolean
}

/** The upgrades that remove what can be removed of an entity's vulnerabilities, those that remove the most first. */
export interface FixPlanInput {
  /** Vulnerabilities in packages. */
  readonly total: number
  /** Those that the steps remove; the others have no fix. */
  readonly removable: number
  readonly steps: readonly PlanStep[]
  /** The image that it was built on, and how many of the vulnerabilities came with it. */
  readonly base?: {
    readonly name: string
    readonly digest?: string
    readonly layers: number
    readonly by: string
    readonly total: number
    readonly removable: number
  }
}
