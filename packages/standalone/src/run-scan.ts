import { checkPlugins, exitCode, scan } from '@veinmind/engine'
import {
  createReportService,
  NOTHING_OF_ITS_KIND,
  NOTHING_SCANNED,
  parseFormats,
  planOutput,
  render,
} from '@veinmind/report'
import type { OutputPlan, Report, ReportService } from '@veinmind/report'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import type { Registry } from '@veinmind/internal/services'
import type { Plugin } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { missingCertificates } from '@veinmind/internal/trust'
import { createConfRegistry } from './conf-registry.ts'
import { describeError } from './describe-error.ts'
import { interruptCode, interruptible } from './interruptible.ts'
import { createLogger } from './logger.ts'
import { dataFolder } from './user-folders.ts'
import { writePlan } from './write-plan.ts'
import { createProgress } from './progress.ts'
import { readStdin } from './read-stdin.ts'
import { refuseInputs, refuseSharedInput } from './refuse-inputs.ts'
import { say, spokenLanguage } from './speech.ts'
import { readSettings } from './scan-settings.ts'
import type { ScanRequest, ScanSettings } from './scan-settings.ts'
import { refuseUnknownNames, selectPlugins } from './select-plugins.ts'
import { externalArgs, refuseUnknownPlugins } from './spec-flags.ts'
import { outputWidth } from './output-width.ts'
import { takesColor } from './takes-color.ts'
import { usageLine } from './usage-line.ts'
import { watchErrors } from './watch-errors.ts'

/** The exit codes of docs/exit-codes.md: something was found; the command line is wrong; part of the scan could not be done; nothing of it was. */
const FINDINGS = 1
const USAGE = 2
const INCOMPLETE = 3
const NOTHING = 4

/** `veinmind scan <target> …`: discovers, scans, renders; returns the exit code. */
export async function runScan(request: ScanRequest): Promise<number> {
  const settings = await readSettings(request)
  // What a variable of a script that is not set leaves behind: never all that there is.
  if (settings.words.includes('')) throw usageError('USAGE', 'a target is empty', { hint: 'is a variable not set?' })
  const { flags, target, words, targetOptions, log } = settings
  refuseSharedInput(words, targetOptions)
  for (const { variable, path, reason } of missingCertificates())
    log.warn('certificates that a variable names are not trusted: they cannot be read', { variable, path, reason })
  const findingsCode = parseExitCode(flags['exit-code'])
  const formats = parseFormats(flags.format.length > 0 ? flags.format.join(',') : 'cli')
  const registry = await createConfRegistry(flags['plugin-conf'])
  const output = await planOutput({ formats: flags.plan ? ['cli'] : formats, output: flags.output })
  await refuseInputs(output, words)
  return interruptible(async (signal) => {
    const code = await scanAndReport(signal).catch((error: unknown) =>
      nothingScanned(maskError(toVeinmindError(error), settings.mask)),
    )
    return interruptCode(signal.reason) ?? code
  })

  async function scanAndReport(signal: AbortSignal): Promise<number> {
    let misread = 0
    const found = watchErrors(
      target.discover(words, { options: targetOptions, signal, log, readStdin }),
      ({ isUsage }) => {
        if (isUsage) misread += 1
      },
    )
    const external = await openExternalPlugins(request, settings, signal)
    if (flags.plan) {
      await checkPlugins({ ...settings.scan, plugins: [...settings.scan.plugins, ...external] })
      return writePlan(found, output, { signal, mask: settings.mask })
    }
    const service = createReportService({ ...settings.service, hosted: request.isHost === true })
    try {
      const report = await scanWithProgress(found, { settings, external, service, registry, signal })
      if (words.length === 0 && report.targets.length + report.errors.length + report.skipped.length === 0) {
        throw usageError('USAGE', 'no target given', { hint: `name one: scan ${usageLine(target)}` })
      }
      const failed = await writeReports(report, output, settings, signal)
      // The words of a target are understood by its adapter only: what it could not read there is wrong usage as well.
      if (report.targets.length === 0 && misread > 0 && report.errors.length <= misread) return USAGE
      const code = exitCode(report, {
        failOn: flags['fail-on'],
        ...(findingsCode === undefined ? {} : { exitCode: findingsCode }),
      })
      const isWhole = code === 0 || code === (findingsCode ?? FINDINGS)
      if (failed && isWhole) return INCOMPLETE
      // Where nothing else is amiss, it is the plugin that could not run.
      const isOtherwiseFine = isWhole || (code === NOTHING && report.errors.length === 0)
      return isOtherwiseFine && wasAskedInVain(report, request, flags.plugins) ? INCOMPLETE : code
    } finally {
      service.close()
    }
  }
}

/** Whether a plugin that was asked for by its name could not run here. One that had nothing to do was not asked in vain. */
function wasAskedInVain({ plugins }: Report, { isHost }: ScanRequest, named: readonly string[]): boolean {
  return plugins.some(
    ({ name, outcome, reason }) =>
      outcome === 'skipped' &&
      reason !== NOTHING_OF_ITS_KIND &&
      reason !== NOTHING_SCANNED &&
      (isHost !== true || named.includes(name)),
  )
}

/** An error that leaves no report is said as one of a command; what was scanned before it is not known to anybody. */
function nothingScanned(error: VeinmindError): number {
  if (error.isUsage) throw error
  process.stderr.write(`${describeError(error, takesColor(process.stderr))}\n`)
  return NOTHING
}

/** The error without what the run has come to know as secret. */
function maskError(
  { code, message, hint, context, isUsage, cause }: VeinmindError,
  mask: (text: string) => string,
): VeinmindError {
  return new VeinmindError(code, mask(message), {
    ...(hint === undefined ? {} : { hint: mask(hint) }),
    context,
    isUsage,
    cause,
  })
}

/** A process ends with one byte: the shell would see 300 as 44, and 256 as success. */
function parseExitCode(code: number | undefined): number | undefined {
  if (code === undefined || (Number.isInteger(code) && code >= 0 && code <= 255)) return code
  throw usageError('USAGE', `--exit-code: ${code} is not a whole number from 0 to 255`)
}

/** The plugins of other programs: those that are installed and chosen, and those that `--plugin` names. */
async function openExternalPlugins(
  { openPlugin }: ScanRequest,
  { flags, specFlags, installed, pluginNames, scan: own }: ScanSettings,
  signal: AbortSignal,
): Promise<readonly Plugin[]> {
  const options = {
    signal,
    showSecrets: flags['show-secrets'],
    dataDir: dataFolder(flags['data-dir']),
    flagsOf: (plugin: string, path: readonly string[]) => externalArgs(specFlags, plugin, path),
  }
  const [chosen, named] = await Promise.all([
    Promise.all(installed.map((plugin) => plugin.open(options))),
    Promise.all(openPlugin ? flags.plugin.map((path) => openPlugin(path, options)) : []),
  ])
  refuseUnknownNames([...flags.plugins, ...flags['skip-plugins']], [...pluginNames, ...named.map(({ name }) => name)])
  // What is named by its path runs beside those that --plugins names, and may be named there to be the only one.
  const opened = [...chosen, ...selectPlugins(named, [], flags['skip-plugins'])]
  if (own.plugins.length + opened.length === 0) throw usageError('USAGE', 'no plugin is left to run')
  refuseUnknownPlugins(specFlags, [...own.plugins, ...opened])
  return opened
}

interface Work {
  readonly settings: ScanSettings
  readonly external: readonly Plugin[]
  readonly service: ReportService
  readonly registry: Registry | undefined
  readonly signal: AbortSignal
}

async function scanWithProgress(
  found: AsyncIterable<Discovered>,
  { settings, external, service, registry, signal }: Work,
): Promise<Report> {
  const { flags, log } = settings
  const progress = createProgress(process.stderr, { quiet: flags.quiet, mask: settings.mask })
  try {
    const cache = await settings.openCache()
    return await scan(found, {
      ...settings.scan,
      plugins: [...settings.scan.plugins, ...external],
      signal,
      log,
      onProgress: progress.update,
      report: service,
      ...(registry ? { registry } : {}),
      ...(cache ? { cache } : {}),
    })
  } finally {
    progress.end()
  }
}

/** Renders; says on stderr what was written where, and what failed. True when a format could not be written. */
async function writeReports(
  report: Report,
  output: OutputPlan,
  { flags, mask }: Pick<ScanSettings, 'flags' | 'mask'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { stdout, stderr } = process
  const { written, errors } = await render(report, output, {
    signal,
    onWait: () => stderr.write(`${say('waiting for somebody who reads the report')}\n`),
    language: spokenLanguage(),
    verbose: flags.verbose,
    color: takesColor(stdout),
    width: outputWidth(stdout),
    stdout,
  })
  const shown = output.has('cli') ? errors : [...report.errors, ...errors]
  const files = written.filter(({ path }) => path !== '-')
  if (flags['log-format'] === 'json') {
    const log = createLogger('info', 'json', { write: (line) => stderr.write(line), mask })
    for (const { code, message, hint, target, plugin } of shown) log.error(message, { code, hint, target, plugin })
    for (const { format, path } of files) log.info('a report was written', { format, path })
  } else {
    for (const error of shown) stderr.write(`${mask(describeError(error, takesColor(stderr)))}\n`)
    for (const { path } of files) stderr.write(`${say('report: {0}', mask(path))}\n`)
  }
  return errors.length > 0
}
