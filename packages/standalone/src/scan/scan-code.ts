import { exitCode } from '@veinmind/engine'
import { NOTHING_OF_ITS_KIND, NOTHING_SCANNED } from '@veinmind/report'
import type { Report } from '@veinmind/report'
import type { ScanSettings } from '../settings/scan-settings.ts'

/** The exit codes of docs/exit-codes.md: something was found; the command line is wrong; part of the scan could not be done; nothing of it was. */
const FINDINGS = 1
const USAGE = 2
const INCOMPLETE = 3
export const NOTHING = 4

/** What became of a scan, besides its report. */
interface Ending {
  /** Whether every format was written, and what was to be attached to images was. */
  readonly isWritten: boolean
  /** How many words of the target were none that it knows. */
  readonly misread: number
}

/** The exit code of a scan. */
export function scanCode(report: Report, { plugins, report: settings }: ScanSettings, ending: Ending): number {
  const { targets, errors } = report
  // The words of a target are understood by its adapter only: what it could not read there is wrong usage as well.
  if (targets.length === 0 && ending.misread > 0 && errors.length <= ending.misread) return USAGE
  const { failOn, exitCode: found } = settings
  const code = exitCode(report, { failOn, ...(found === undefined ? {} : { exitCode: found }) })
  const isWhole = code === 0 || code === (found ?? FINDINGS)
  if (!ending.isWritten && isWhole) return INCOMPLETE
  // Nothing else failed, but a plugin that was named could not run.
  const isOtherwiseFine = isWhole || (code === NOTHING && errors.length === 0)
  return isOtherwiseFine && wasAskedInVain(report, plugins) ? INCOMPLETE : code
}

/** Whether a plugin that was asked for by its name could not run here. One that had nothing to do was not asked in vain. */
function wasAskedInVain({ plugins }: Report, { host, only }: ScanSettings['plugins']): boolean {
  return plugins.some(
    ({ name, outcome, reason }) =>
      outcome === 'skipped' &&
      reason !== NOTHING_OF_ITS_KIND &&
      reason !== NOTHING_SCANNED &&
      (host === undefined || only.includes(name)),
  )
}
