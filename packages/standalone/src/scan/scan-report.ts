import { createReportService, planOutput, render } from '@veinmind/report'
import type { OutputPlan, Report, ReportedError, ReportService } from '@veinmind/report'
import { describeError } from '../speech/describe-error.ts'
import { createLogger } from '../speech/logger.ts'
import { outputWidth } from '../speech/output-width.ts'
import { refuseInputs } from './refuse-inputs.ts'
import type { ScanSettings } from '../settings/scan-settings.ts'
import { say, spokenLanguage } from '../speech/speech.ts'
import { takesColor } from '../speech/takes-color.ts'

/** The report of one scan, from where it will go to what was written of it. */
export interface ScanReport {
  readonly output: OutputPlan
  /** Gathers what the plugins report; the engine finishes it. */
  readonly service: ReportService
  /** Renders; says on stderr what was written where, and what failed. False when a format could not be written. */
  write(report: Report, signal: AbortSignal): Promise<boolean>
  /** Deletes its files on disk. */
  close(): void
}

/** Begins a report; throws for a place that cannot be written, and for one that is to be scanned, before anything is. */
export async function beginReport(settings: ScanSettings): Promise<ScanReport> {
  const { formats, output: place, showSecrets, accept, since } = settings.report
  const output = await planOutput({ formats, output: place })
  await refuseInputs(output, settings.target.words)
  const service = createReportService({
    tool: settings.tool,
    showSecrets,
    accept,
    since,
    hosted: settings.plugins.host !== undefined,
    ...(showSecrets ? {} : { keeper: settings.keeper }),
  })
  return {
    output,
    service,
    async write(report, signal) {
      const { written, errors } = await render(report, output, {
        signal,
        onWait: () => process.stderr.write(`${say('waiting for somebody who reads the report')}\n`),
        language: spokenLanguage(),
        verbose: settings.report.isVerbose,
        listsSuppressed: settings.report.listsSuppressed,
        color: takesColor(process.stdout),
        width: outputWidth(process.stdout),
        stdout: process.stdout,
      })
      const files = written.filter(({ path }) => path !== '-')
      tell(files, output.has('cli') ? errors : [...report.errors, ...errors], settings)
      return errors.length === 0
    },
    close: () => service.close(),
  }
}

/** Says on stderr what was written, and what went wrong that no report on the terminal shows. */
function tell(
  files: readonly { readonly format: string; readonly path: string }[],
  errors: readonly ReportedError[],
  { logFormat, keeper: { mask } }: ScanSettings,
): void {
  const write = (line: string): boolean => process.stderr.write(line)
  if (logFormat === 'json') {
    const log = createLogger('info', 'json', { write, mask })
    for (const { code, message, hint, target, plugin } of errors) log.error(message, { code, hint, target, plugin })
    for (const { format, path } of files) log.info('a report was written', { format, path })
    return
  }
  for (const error of errors) write(`${mask(describeError(error, takesColor(process.stderr)))}\n`)
  for (const { path } of files) write(`${say('report: {0}', mask(path))}\n`)
}
