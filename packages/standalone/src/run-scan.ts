import { exitCode, openCache, resolveOptions, scan } from '@veinmind/engine'
import { parseFormats, render } from '@veinmind/report'
import type { Report } from '@veinmind/report'
import type { Discovered, Logger, Plugin, Target } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { readConfig } from './config-file.ts'
import { describeError } from './describe-error.ts'
import { CACHE_FLAGS, CHOICE_FLAGS, GLOBAL_FLAGS, SCAN_FLAGS } from './flags.ts'
import type { ScanFlags } from './flags.ts'
import { interruptible } from './interruptible.ts'
import { detectLanguage } from './language.ts'
import { createLogger } from './logger.ts'
import { flagsOf, refuseUnknown } from './parse-flags.ts'
import type { FlagGroup } from './parse-flags.ts'
import { printPlan } from './print-plan.ts'
import { createProgress } from './progress.ts'
import { parseDuration, parseSize } from './quantities.ts'
import { readStdin } from './read-stdin.ts'
import { selectPlugins } from './select-plugins.ts'
import { defaultCacheFolder } from './user-folders.ts'

/** Part of the scan could not be done: DESIGN's exit code 3. */
const INCOMPLETE = 3

/** A parsed `scan` command. */
export interface ScanRequest {
  readonly target: Target
  readonly plugins: readonly Plugin[]
  /** Opens an executable that `--plugin` names. */
  readonly openPlugin?: (path: string, signal: AbortSignal) => Promise<Plugin>
  readonly argv: Readonly<Record<string, unknown>>
  readonly groups: readonly FlagGroup[]
  /** What the report says that it was made by. */
  readonly tool: { readonly name: string; readonly version: string }
}

/** `veinmind scan <target> …`: discovers, scans, renders; returns the exit code. */
export async function runScan({ target, plugins, openPlugin, argv, groups, tool }: ScanRequest): Promise<number> {
  refuseUnknown(argv, groups, ['targets'])
  const config = typeof argv['config'] === 'string' ? await readConfig(argv['config'], groups) : {}
  const given = { ...config, ...argv }
  const flags: ScanFlags = await resolveOptions(ALL_FLAGS, flagsOf(given, { title: '', specs: ALL_FLAGS }))
  const targetOptions = await resolveOptions(target.options, flagsOf(given, { title: '', specs: target.options }))
  const formats = parseFormats(flags.format.length > 0 ? flags.format.join(',') : 'cli')
  const chosen = selectPlugins(plugins, flags.plugins, flags['skip-plugins'])
  const pluginOptions = givenPluginOptions(given, groups)
  const log = createLogger(flags['log-level'], flags['log-format'], (line) => process.stderr.write(line))
  const words = (argv['targets'] as readonly string[] | undefined) ?? []

  return interruptible(async (signal) => {
    const found = target.discover(words, { options: targetOptions, signal, log, readStdin })
    if (flags.plan) return printPlan(found, (text) => process.stdout.write(text))
    const external = openPlugin ? await Promise.all(flags.plugin.map((path) => openPlugin(path, signal))) : []
    const report = await scanWithProgress(found, { flags, log, signal, plugins: [...chosen, ...external], pluginOptions, tool })
    const failed = await writeReports(report, formats, flags)
    const code = exitCode(report, {
      failOn: flags['fail-on'],
      ...(flags['exit-code'] === undefined ? {} : { exitCode: flags['exit-code'] }),
    })
    return failed && code <= 1 ? INCOMPLETE : code
  })
}

/** The options that were given, by plugin. */
function givenPluginOptions(given: Readonly<Record<string, unknown>>, groups: readonly FlagGroup[]): Record<string, Record<string, unknown>> {
  const options = groups.flatMap((group) => (group.prefix ? [[group.prefix.slice(0, -1), flagsOf(given, group)] as const] : []))
  return Object.fromEntries(options.filter(([, values]) => Object.keys(values).length > 0))
}

const ALL_FLAGS = { ...CHOICE_FLAGS, ...SCAN_FLAGS, ...CACHE_FLAGS, ...GLOBAL_FLAGS }

interface Work {
  readonly flags: ScanFlags
  readonly log: Logger
  readonly signal: AbortSignal
  readonly plugins: readonly Plugin[]
  readonly pluginOptions: Readonly<Record<string, Record<string, unknown>>>
  readonly tool: ScanRequest['tool']
}

async function scanWithProgress(found: AsyncIterable<Discovered>, work: Work): Promise<Report> {
  const { flags, log, signal, plugins, pluginOptions, tool } = work
  const progress = createProgress(process.stderr, flags.quiet)
  try {
    return await scan(found, {
      plugins,
      pluginOptions,
      signal,
      log,
      tool,
      showSecrets: flags['show-secrets'],
      onProgress: progress.update,
      ...(flags['no-cache'] ? {} : { cache: await openCache(cacheOptions(flags)) }),
      ...limits(flags),
    })
  } finally {
    progress.end()
  }
}

function cacheOptions(flags: ScanFlags): { directory: string; maxBytes: number } {
  return {
    directory: flags['cache-dir'] ?? defaultCacheFolder(),
    maxBytes: parseSize('cache-size', flags['cache-size']),
  }
}

function limits(flags: ScanFlags): { timeout?: number; pluginTimeout?: number; concurrency?: number } {
  const { timeout, 'plugin-timeout': pluginTimeout, concurrency } = flags
  if (concurrency !== undefined && (!Number.isSafeInteger(concurrency) || concurrency < 1)) {
    throw new VeinmindError('USAGE', `--concurrency: ${concurrency} is not 1, 2, 3, …`)
  }
  return {
    ...(timeout === undefined ? {} : { timeout: parseDuration('timeout', timeout) }),
    ...(pluginTimeout === undefined ? {} : { pluginTimeout: parseDuration('plugin-timeout', pluginTimeout) }),
    ...(concurrency === undefined ? {} : { concurrency }),
  }
}

/** Renders; says on stderr what was written where, and what failed. True when a format could not be written. */
async function writeReports(report: Report, formats: readonly string[], flags: ScanFlags): Promise<boolean> {
  const { stdout, stderr } = process
  const { written, errors } = await render(report, formats, {
    ...(flags.output === undefined ? {} : { output: flags.output }),
    language: detectLanguage(flags.lang),
    verbose: flags.verbose,
    color: stdout.isTTY && !process.env['NO_COLOR'],
    width: stdout.columns || 100,
    stdout,
  })
  const shown = formats.includes('cli') ? errors : [...report.errors, ...errors]
  for (const error of shown) stderr.write(`${describeError(error, stderr.isTTY)}\n`)
  for (const { path } of written) if (path !== '-') stderr.write(`report: ${path}\n`)
  return errors.length > 0
}
