import type { Target } from '@veinmind/sdk/target'
import type { PluginEntry } from './plugin-entry.ts'
import type { InstalledPlugin, OpenPluginOptions, PluginHost, ScanRequest } from './scan-request.ts'

export { readConfig } from './config-file.ts'
export { describeError } from './describe-error.ts'
export { CACHE_FLAGS, DATA_FLAGS, GLOBAL_FLAGS, HOME_FLAGS } from './flags.ts'
export { mapReport } from './map-report.ts'
export type { MapReportOptions, ReportCommand } from './map-report.ts'
export { meantCommand } from './meant-command.ts'
export { declareFlags, flagsOf, refuseUnknown, SHORT_FLAGS } from './parse-flags.ts'
export type { FlagParser } from './parse-flags.ts'
export type { FlagGroup } from './flag-group.ts'
export { outputWidth } from './output-width.ts'
export { keepDashes, PARSER, restoreDashes, yargsLocale } from './parser.ts'
export { formatBytes, parseDuration, parseSize } from './quantities.ts'
export { refuseUnknownWord } from './refuse-unknown-word.ts'
export { runMain } from './run-main.ts'
export { runPlugin } from './run-plugin.ts'
export { scanGroups } from './scan-groups.ts'
export type { ScanGroups } from './scan-groups.ts'
export { say, speak, spokenLanguage } from './speech.ts'
export { throwFailure } from './throw-failure.ts'
export { toolCommand } from './tool-command.ts'
export { usageLine } from './usage-line.ts'
export { dataFolder, defaultCacheFolder, pluginHomeIn } from './user-folders.ts'
export type { InstalledPlugin, OpenPluginOptions, PluginEntry, PluginHost, ScanRequest }

/** The target `image`: archives, layouts, the engines of this machine, registries. Loaded when called. */
export async function loadImageTarget(): Promise<Target> {
  return (await import('./image-target.ts')).imageTarget
}

/** Discovers, scans and renders, as `veinmind scan <target>` does; returns the exit code. Loads the engine when called. */
export async function runScan(request: ScanRequest): Promise<number> {
  const { runScan: run } = await import('./run-scan.ts')
  return run(request)
}
