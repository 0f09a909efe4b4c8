import type { LayerCache } from '@veinmind/engine'
import type { Logger } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import type { PluginEntry } from './flags/plugin-entry.ts'
import type { CacheSettings } from './settings/scan-settings.ts'
import type { InstalledPlugin, OpenPluginOptions, PluginHost, ScanRequest } from './settings/scan-request.ts'

export { readConfig } from './flags/config-file.ts'
export { describeError } from './speech/describe-error.ts'
export { CACHE_FLAGS, DATA_FLAGS, GLOBAL_FLAGS, HOME_FLAGS } from './flags/flags.ts'
export { mapReport } from './command/map-report.ts'
export type { MapReportOptions, ReportCommand } from './command/map-report.ts'
export { meantCommand } from './flags/meant-command.ts'
export { declareFlags, flagsOf, refuseUnknown, SHORT_FLAGS } from './flags/parse-flags.ts'
export type { FlagParser } from './flags/parse-flags.ts'
export type { FlagGroup } from './flags/flag-group.ts'
export { outputWidth } from './speech/output-width.ts'
export { keepDashes, PARSER, restoreDashes, yargsLocale } from './flags/parser.ts'
export { formatBytes, parseDuration, parseSize } from './flags/quantities.ts'
export { refuseUnknownWord } from './flags/refuse-unknown-word.ts'
export { runMain } from './command/run-main.ts'
export { runPlugin } from './command/run-plugin.ts'
export { scanGroups } from './flags/scan-groups.ts'
export type { ScanGroups } from './flags/scan-groups.ts'
export { say, speak, spokenLanguage } from './speech/speech.ts'
export { throwFailure } from './flags/throw-failure.ts'
export { toolCommand } from './command/tool-command.ts'
export { usageLine } from './flags/usage-line.ts'
export { dataFolder, defaultCacheFolder, pluginHomeIn } from './settings/user-folders.ts'
export type { InstalledPlugin, OpenPluginOptions, PluginEntry, PluginHost, ScanRequest }

/** The target `container`, with `--base`. Loaded when called. */
export async function loadContainerTarget(): Promise<Target> {
  return (await import('./targets/container-target.ts')).containerTarget
}

/** The target `image`: archives, layouts, the engines of this machine, registries. Loaded when called. */
export async function loadImageTarget(): Promise<Target> {
  return (await import('./targets/image-target.ts')).imageTarget
}

/** Discovers, scans and renders, as `veinmind scan <target>` does; returns the exit code. Loads the engine when called. */
export async function runScan(request: ScanRequest): Promise<number> {
  const { runScan: run } = await import('./scan/run-scan.ts')
  return run(request)
}

/** The user's layer cache, opened as a scan opens it; undefined where there can be none, which `log` is told. */
export async function openUserCache(settings: CacheSettings, log: Logger): Promise<LayerCache | undefined> {
  return (await import('./settings/user-cache.ts')).openUserCache(settings, log)
}
