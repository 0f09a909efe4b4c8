import type { ScanOptions } from '@veinmind/engine'
import type { AcceptEntry, Report, SecretKeeper } from '@veinmind/report'
import type { Logger, OptionSpecs, OptionValues, Plugin, Severity } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import type { InstalledPlugin, PluginHost } from './scan-request.ts'
import type { SpecFlags } from '../flags/spec-flags.ts'

/**
 * The settings of a scan, read and checked: the one object that everything behind the command line uses. Flags, the configuration
 * file and their defaults are in it, and none of their names.
 */
export interface ScanSettings {
  readonly tool: { readonly name: string; readonly version: string }
  readonly target: TargetSettings
  readonly plugins: PluginSettings
  readonly report: ReportSettings
  readonly limits: Pick<ScanOptions, 'timeout' | 'pluginTimeout' | 'concurrency'>
  readonly cache: CacheSettings
  /** The folder of the user's data. */
  readonly dataDir: string
  /** Lists what would be scanned, and scans nothing. */
  readonly isPlan: boolean
  readonly showsProgress: boolean
  readonly log: Logger
  readonly logFormat: string
  /** Knows what is secret so far, and takes it out of what is shown before the report. */
  readonly keeper: SecretKeeper
}

/** What is scanned. */
export interface TargetSettings {
  readonly adapter: Target
  readonly words: readonly string[]
  readonly options: OptionValues<OptionSpecs>
}

/** What it is scanned with. */
export interface PluginSettings {
  /** Those of ours, loaded. */
  readonly bundled: readonly Plugin[]
  /** What was given for their options, by plugin. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly installed: readonly InstalledPlugin[]
  /** Paths of executables that are plugins too. */
  readonly executables: readonly string[]
  /** What was given for plugins of others. */
  readonly flags: SpecFlags
  /** Files that plugins may ask for, each `name=file`. */
  readonly files: readonly string[]
  /** The names that were asked for, and those that are left out. */
  readonly only: readonly string[]
  readonly skip: readonly string[]
  /** The names that there are, before executables were asked for theirs. */
  readonly known: readonly string[]
  /** Undefined in the command line of a single plugin. */
  readonly host: PluginHost | undefined
}

/** What is made of the findings. */
export interface ReportSettings {
  readonly formats: readonly string[]
  /** The text of `-o`. */
  readonly output: string | undefined
  readonly isVerbose: boolean
  readonly showSecrets: boolean
  readonly failOn: Severity | 'never'
  /** Instead of 1 where something was found. */
  readonly exitCode: number | undefined
  /** Whether SARIF lists accepted findings as suppressed. */
  readonly listsSuppressed: boolean
  /** Entries that accept findings. */
  readonly accept: readonly AcceptEntry[]
  /** The earlier report to compare with. */
  readonly since: Report | undefined
}

/** Where records of layers are kept. */
export interface CacheSettings {
  readonly isWanted: boolean
  /** By default that of the user. */
  readonly directory: string | undefined
  readonly maxBytes: number
}

/** What the engine is told by all that scan, besides what a run brings. */
export function engineOptions({
  tool,
  plugins,
  report,
  limits,
  dataDir,
}: ScanSettings): Pick<
  ScanOptions,
  'tool' | 'plugins' | 'pluginOptions' | 'showSecrets' | 'dataDir' | 'timeout' | 'pluginTimeout' | 'concurrency'
> {
  return {
    tool,
    plugins: plugins.bundled,
    pluginOptions: plugins.options,
    showSecrets: report.showSecrets,
    dataDir,
    ...limits,
  }
}
