import { resolveOptions } from '@veinmind/engine'
import { parseFormats, readAcceptFile, readReport } from '@veinmind/report'
import { usageError } from '@veinmind/sdk'
import { choosePlugins } from './choose-plugins.ts'
import { readConfig } from '../flags/config-file.ts'
import { ALL_FLAGS } from '../flags/flags.ts'
import type { ScanFlags } from '../flags/flags.ts'
import { detectLanguage } from '../speech/language.ts'
import { createLogger } from '../speech/logger.ts'
import { createCredentialKeeper } from './own-credentials.ts'
import { flagsOf, refuseUnknown } from '../flags/parse-flags.ts'
import { parseDuration, parseSize } from '../flags/quantities.ts'
import type { ScanRequest } from './scan-request.ts'
import type { ReportSettings, ScanSettings } from './scan-settings.ts'
import { parseSpecFlags } from '../flags/spec-flags.ts'
import { speak } from '../speech/speech.ts'
import { dataFolder } from './user-folders.ts'

/** Reads the flags of a request, with those of its configuration file; throws for what is wrong with them. */
export async function readSettings(request: ScanRequest): Promise<ScanSettings> {
  const { target, argv, groups, tool } = request
  refuseUnknown(argv, groups, ['targets', '--'])
  const specFlags = parseSpecFlags((argv['--'] as readonly unknown[] | undefined)?.map(String) ?? [], {
    kinds: target.kinds,
    plugins: request.plugins,
  })
  const given = { ...(await configOf(request)), ...flagsOfEnvironment(), ...specFlags.options, ...argv }
  const flags: ScanFlags = await resolveOptions(ALL_FLAGS, flagsOf(given, { title: '', specs: ALL_FLAGS }))
  // A file of flags may say it as well.
  await speak(detectLanguage(flags.lang))
  const keeper = createCredentialKeeper()
  const log = createLogger(flags['log-level'], flags['log-format'], {
    write: (line) => process.stderr.write(line),
    mask: keeper.mask,
  })
  return {
    tool,
    target: {
      adapter: target,
      words: (argv['targets'] as readonly string[] | undefined) ?? [],
      options: await resolveOptions(target.options, flagsOf(given, { title: '', specs: target.options })),
    },
    plugins: { ...(await choosePlugins(request, flags, given)), flags: specFlags },
    report: {
      ...reportOf(flags),
      accept: flags.accept ? await readAcceptFile(flags.accept) : [],
      since: flags['new-since'] === undefined ? undefined : await readReport(flags['new-since']),
    },
    limits: limitsOf(flags),
    cache: {
      isWanted: !flags['no-cache'],
      directory: flags['cache-dir'],
      maxBytes: parseSize('cache-size', flags['cache-size']),
    },
    dataDir: dataFolder(flags['data-dir']),
    isPlan: flags.plan,
    showsProgress: !flags.quiet,
    log,
    logFormat: flags['log-format'],
    keeper,
  }
}

async function configOf({ argv, groups }: ScanRequest): Promise<Readonly<Record<string, unknown>>> {
  if (typeof argv['config'] !== 'string') return {}
  return readConfig(
    argv['config'],
    groups.filter(({ isHidden }) => isHidden !== true),
  )
}

/** What a pipeline says once for all of its scans. */
function flagsOfEnvironment(): Readonly<Record<string, string>> {
  const { VEINMIND_ACCEPT: accept = '' } = process.env
  return accept === '' ? {} : { accept }
}

function reportOf(flags: ScanFlags): Omit<ReportSettings, 'accept' | 'since'> {
  const { output, verbose, 'show-secrets': showSecrets, 'fail-on': failOn, 'exit-code': exitCode } = flags
  // A process ends with one byte: the shell would see 300 as 44, and 256 as success.
  if (exitCode !== undefined && (!Number.isInteger(exitCode) || exitCode < 0 || exitCode > 255))
    throw usageError('USAGE', `--exit-code: ${exitCode} is not a whole number from 0 to 255`)
  const formats = parseFormats(flags.format.length > 0 ? flags.format.join(',') : 'cli')
  return {
    formats: flags.plan ? ['cli'] : formats,
    output,
    isVerbose: verbose,
    showSecrets,
    failOn,
    exitCode,
    listsSuppressed: flags['sarif-suppressed'],
  }
}

function limitsOf(flags: ScanFlags): ScanSettings['limits'] {
  const { timeout, 'plugin-timeout': pluginTimeout, concurrency } = flags
  if (concurrency !== undefined && (!Number.isSafeInteger(concurrency) || concurrency < 1)) {
    throw usageError('USAGE', `--concurrency: ${concurrency} is not 1, 2, 3, …`)
  }
  return {
    ...(timeout === undefined ? {} : { timeout: parseDuration('timeout', timeout) }),
    ...(pluginTimeout === undefined ? {} : { pluginTimeout: parseDuration('plugin-timeout', pluginTimeout) }),
    ...(concurrency === undefined ? {} : { concurrency }),
  }
}
