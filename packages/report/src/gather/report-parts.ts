import type { Acceptance } from '../acceptance/acceptance.ts'
import type { Comparing } from '../comparison/comparison.ts'
import type { PackageStore } from '../inventory/package-store.ts'
import type { PluginReport, Report, ReportedError, TargetReport } from '../model/model.ts'
import type { EventStore } from '../store/event-store.ts'
import type { SubjectIndex } from '../subjects/subject-index.ts'

/** What a report is made of. */
export interface ReportParts {
  readonly tool: Report['tool']
  readonly startedAt: string
  readonly finishedAt: string
  readonly events: EventStore
  readonly packages: PackageStore
  readonly subjects: SubjectIndex
  /** The entries that accept findings. */
  readonly acceptance: Acceptance
  /** The earlier report to compare with. */
  readonly comparing: Comparing | undefined
  /** The secrets of all events, also of those that are not in the report. */
  readonly secrets: ReadonlySet<string>
  readonly targets: readonly TargetReport[]
  readonly plugins: readonly PluginReport[]
  readonly errors: readonly ReportedError[]
  readonly skipped: Report['skipped']
  /** Names of targets that could not be had. */
  readonly missing: ReadonlySet<string>
  /** How many more were not even looked for. */
  readonly unreached: number
}
