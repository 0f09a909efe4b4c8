import { checkPlugins, scan } from '@veinmind/engine'
import type { Report } from '@veinmind/report'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import type { Registry } from '@veinmind/internal/services'
import type { Plugin } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { missingCertificates } from '@veinmind/internal/trust'
import { createConfRegistry } from './conf-registry.ts'
import { describeError } from '../speech/describe-error.ts'
import { interruptCode, interruptible } from './interruptible.ts'
import { openExternalPlugins } from './open-external.ts'
import { pushSboms } from './push-sboms.ts'
import { createProgress } from './progress.ts'
import { readSettings } from '../settings/read-settings.ts'
import { readOnce } from './read-stdin.ts'
import { refuseSharedInput } from './refuse-inputs.ts'
import { runToolsFirst } from './run-tools-first.ts'
import { NOTHING, scanCode } from './scan-code.ts'
import { beginReport } from './scan-report.ts'
import type { ScanReport } from './scan-report.ts'
import type { ScanRequest } from '../settings/scan-request.ts'
import { engineOptions } from '../settings/scan-settings.ts'
import type { ScanSettings } from '../settings/scan-settings.ts'
import { takesColor } from '../speech/takes-color.ts'
import { usageLine } from '../flags/usage-line.ts'
import { openUserCache } from '../settings/user-cache.ts'
import { watchErrors } from './watch-errors.ts'
import { writePlan } from './write-plan.ts'

/** `veinmind scan <target> …`: discovers, scans, renders; returns the exit code. */
export async function runScan(request: ScanRequest): Promise<number> {
  const settings = await readSettings(request)
  const { words, options } = settings.target
  // An unset variable of a script leaves an empty word: it must not select everything.
  if (words.includes('')) throw usageError('USAGE', 'a target is empty', { hint: 'is a variable not set?' })
  refuseSharedInput(words, options)
  for (const { variable, path, reason } of missingCertificates())
    settings.log.warn('certificates that a variable names are not trusted: they cannot be read', {
      variable,
      path,
      reason,
    })
  const registry = await createConfRegistry(settings.plugins.files)
  const report = await beginReport(settings)
  try {
    return await interruptible(async (signal) => {
      const code = await scanAndReport({ settings, report, registry, signal }).catch((error: unknown) =>
        nothingScanned(maskError(toVeinmindError(error), settings.keeper.mask)),
      )
      return interruptCode(signal.reason) ?? code
    })
  } finally {
    report.close()
  }
}

/** One run of the settings. */
interface Run {
  readonly settings: ScanSettings
  readonly report: ScanReport
  readonly registry: Registry | undefined
  readonly signal: AbortSignal
}

async function scanAndReport(run: Run): Promise<number> {
  const { settings, report, signal } = run
  const { adapter, words, options } = settings.target
  let misread = 0
  const readStdin = readOnce()
  const found = watchErrors(
    adapter.discover(words, { options, signal, log: settings.log, readStdin }),
    ({ isUsage }) => {
      if (isUsage) misread += 1
    },
  )
  const plugins = [...settings.plugins.bundled, ...(await openExternalPlugins(settings, signal))]
  if (settings.isPlan) {
    await checkPlugins({ ...engineOptions(settings), plugins })
    return writePlan(found, report.output, { signal, mask: settings.keeper.mask })
  }
  await runToolsFirst(settings, signal)
  const made = await scanWithProgress(found, plugins, run)
  if (words.length === 0 && made.targets.length + made.errors.length + made.skipped.length === 0) {
    throw usageError('USAGE', 'no target given', { hint: `name one: scan ${usageLine(adapter)}` })
  }
  const isWritten = await report.write(made, signal)
  const push = { options, signal, readStdin, mask: settings.keeper.mask }
  const isPushed = options['sbom-push'] !== true || (await pushSboms(made, push))
  return scanCode(made, settings, { isWritten: isWritten && isPushed, misread })
}

async function scanWithProgress(
  found: AsyncIterable<Discovered>,
  plugins: readonly Plugin[],
  { settings, report, registry, signal }: Run,
): Promise<Report> {
  const { cache: kept, log, keeper, showsProgress } = settings
  const progress = createProgress(process.stderr, { quiet: !showsProgress, mask: keeper.mask })
  try {
    const cache = await openUserCache(kept, log)
    return await scan(found, {
      ...engineOptions(settings),
      plugins,
      asked: settings.target.words.length,
      signal,
      log,
      onProgress: progress.update,
      report: report.service,
      ...(registry ? { registry } : {}),
      ...(cache ? { cache } : {}),
    })
  } finally {
    progress.end()
  }
}

/** An error without a report is thrown as the command's own. Nothing that was scanned before it is shown. */
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
