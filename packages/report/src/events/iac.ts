import type { ReportEvent } from '@veinmind/sdk'
import { english, finding, locationsOf } from './event.ts'
import type { FindingInput } from './event.ts'
import { LEVELS } from '../model/levels.ts'

/** A fault in a file of infrastructure as code. */
export interface IacInput extends FindingInput {
  /** Kind of file: `dockerfile`, `kubernetes`, … */
  readonly fileType: string
  /** The lines that are at fault, as they stand in the file. */
  readonly original?: string
  /** The workload that is at fault, where it is one: `default/Deployment/web`, the name of a service of a compose file. */
  readonly workload?: string | undefined
}

/** A fault in a file of infrastructure as code (type `IaC`). */
export function iac(input: IacInput): ReportEvent {
  const { rule, fileType, original = '', workload, at } = input
  const { path = '', line = 0, endLine = line } = locationsOf(at)[0] ?? {}
  return finding(input, {
    type: 'IaC',
    // The capitals are the original's.
    detail: {
      rule_info: {
        Id: rule.id,
        Name: english(rule.title),
        Description: english(rule.description),
        Reference: rule.references?.[0] ?? '',
        Severity: LEVELS[input.severity ?? rule.severity],
        Solution: english(rule.remediation),
        Type: fileType,
      },
      file_info: { StartLine: line, EndLine: endLine, FilePath: path, Original: original },
      ...(workload === undefined ? {} : { workload }),
    },
    ...(original === '' ? {} : { evidence: original }),
  })
}
