import { resolveOptions } from '@veinmind/engine'
import type { LayerCache, ScanOptions } from '@veinmind/engine'
import type { ReportServiceOptions } from '@veinmind/report'
import type { Logger, OptionSpecs, OptionValues, Plugin } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import { usageError } from '@veinmind/sdk'
import { readConfig } from './config-file.ts'
import { CACHE_FLAGS, CHOICE_FLAGS, GLOBAL_FLAGS, HOME_FLAGS, SCAN_FLAGS } from './flags.ts'
import type { ScanFlags } from './flags.ts'
import { detectLanguage } from './language.ts'
import { createLogger } from './logger.ts'
import { createCredentialKeeper } from './own-credentials.ts'
import type { PluginEntry } from './plugin-entry.ts'
import { flagsOf, refuseUnknown } from './parse-flags.ts'
import type { FlagGroup } from './parse-flags.ts'
import { parseDuration, parseSize } from './quantities.ts'
import { speak } from './speech.ts'
import { refuseUnknownNames, selectPlugins } from './select-plugins.ts'
import { parseSpecFlags } from './spec-flags.ts'
import type { SpecFlags } from './spec-flags.ts'
import { openUserCache } from './user-cache.ts'
import { dataFolder, pluginHomeIn } from './user-folders.ts'

/** How an executable is opened as a plugin. */
export interface OpenPluginOptions {
  readonly signal: AbortSignal
  readonly showSecrets: boolean
  /** The folder of the user's data. */
  readonly dataDir: string
  /** Flags for a command of the plugin of that name, which its executable gets as they are. */
  readonly flagsOf: (plugin: string, command: readonly string[]) => readonly string[]
}

/** A plugin that the user has installed: known by name, opened when it is chosen. */
export interface InstalledPlugin {
  readonly name: string
  open(options: OpenPluginOptions): Promise<Plugin>
}

/** A parsed `scan` command. */
export interface ScanRequest {
  readonly target: Target
  readonly plugins: readonly PluginEntry[]
  /** The plugins that are installed in a folder, or in the user's own. */
  readonly findInstalled?: (home: string) => Promise<readonly InstalledPlugin[]>
  /** Whether this is a host of plugins rather than the command line of one. */
  readonly isHost?: boolean
  /** Opens an executable that `--plugin` names. */
  readonly openPlugin?: (path: string, options: OpenPluginOptions) => Promise<Plugin>
  readonly argv: Readonly<Record<string, unknown>>
  readonly groups: readonly FlagGroup[]
  /** What the report says that it was made by. */
  readonly tool: { readonly name: string; readonly version: string }
}

/** A `scan` command whose flags were read and checked. */
export interface ScanSettings {
  readonly flags: ScanFlags
  readonly target: Target
  readonly words: readonly string[]
  readonly targetOptions: OptionValues<OptionSpecs>
  readonly log: Logger
  /** Takes what is known to be secret so far out of what is shown before the report. */
  readonly mask: (text: string) => string
  /** What the engine is told, but for the cache and what a run brings. */
  readonly scan: Pick<
    ScanOptions,
    'plugins' | 'pluginOptions' | 'showSecrets' | 'tool' | 'timeout' | 'pluginTimeout' | 'concurrency' | 'dataDir'
  >
  readonly service: ReportServiceOptions
  /** Every plugin that is known by name before an executable was asked for its own, chosen or not. */
  readonly pluginNames: readonly string[]
  /** The installed plugins that were chosen. */
  readonly installed: readonly InstalledPlugin[]
  readonly specFlags: SpecFlags
  /** Undefined where none is wanted, and where there can be none, which it says. */
  openCache(): Promise<LayerCache | undefined>
}

const ALL_FLAGS = { ...CHOICE_FLAGS, ...HOME_FLAGS, ...SCAN_FLAGS, ...CACHE_FLAGS, ...GLOBAL_FLAGS }

/** Reads the flags of a request, with those of its configuration file; throws for what is wrong with them. */
export async function readSettings({
  target,
  plugins,
  findInstalled,
  argv,
  groups,
  tool,
}: ScanRequest): Promise<ScanSettings> {
  refuseUnknown(argv, groups, ['targets', '--'])
  const config =
    typeof argv['config'] === 'string'
      ? await readConfig(
          argv['config'],
          groups.filter(({ isHidden }) => isHidden !== true),
        )
      : {}
  const specFlags = parseSpecFlags((argv['--'] as readonly unknown[] | undefined)?.map(String) ?? [], {
    kinds: target.kinds,
    plugins,
  })
  const given = { ...config, ...specFlags.options, ...argv }
  const flags: ScanFlags = await resolveOptions(ALL_FLAGS, flagsOf(given, { title: '', specs: ALL_FLAGS }))
  // A file of flags may say it as well.
  await speak(detectLanguage(flags.lang))
  const showSecrets = flags['show-secrets']
  const keeper = createCredentialKeeper()
  const service = { tool, showSecrets, ...(showSecrets ? {} : { keeper }) }
  const dataDir = dataFolder(flags['data-dir'])
  const installed = (await findInstalled?.(flags['plugin-home'] ?? pluginHomeIn(dataDir))) ?? []
  const known = [...plugins, ...installed]
  const pluginNames = known.map(({ name }) => name)
  // Where executables are named, the names of these are known when they have been opened.
  if (flags.plugin.length === 0) refuseUnknownNames([...flags.plugins, ...flags['skip-plugins']], pluginNames)
  const chosen = new Set(selectPlugins(known, flags.plugins, flags['skip-plugins']).map(({ name }) => name))
  // A plugin for other kinds of entity would only be said to have had nothing to do; one that is named is run all the same.
  const isMeant = ({ name, commands }: PluginEntry) =>
    flags.plugins.includes(name) || commands.some(({ kind }) => target.kinds.includes(kind))
  const bundled = plugins.filter((plugin) => chosen.has(plugin.name) && isMeant(plugin))
  const maxBytes = parseSize('cache-size', flags['cache-size'])
  const log = createLogger(flags['log-level'], flags['log-format'], {
    write: (line) => process.stderr.write(line),
    mask: keeper.mask,
  })
  const others = installed.filter(({ name }) => chosen.has(name))
  if (bundled.length + others.length + flags.plugin.length === 0) throw usageError('USAGE', 'no plugin is left to run')
  return {
    flags,
    target,
    words: (argv['targets'] as readonly string[] | undefined) ?? [],
    targetOptions: await resolveOptions(target.options, flagsOf(given, { title: '', specs: target.options })),
    log,
    mask: keeper.mask,
    scan: {
      tool,
      showSecrets,
      plugins: await Promise.all(bundled.map((plugin) => plugin.load())),
      pluginOptions: givenPluginOptions(given, groups, new Set(bundled.map(({ name }) => name))),
      dataDir,
      ...limits(flags),
    },
    service,
    pluginNames,
    installed: others,
    specFlags,
    openCache: async () =>
      flags['no-cache'] ? undefined : openUserCache({ directory: flags['cache-dir'], maxBytes, log }),
  }
}

/** The options that were given, by plugin. What is shared with the scan is nothing to a plugin that does not run. */
function givenPluginOptions(
  given: Readonly<Record<string, unknown>>,
  groups: readonly FlagGroup[],
  running: ReadonlySet<string>,
): Record<string, Record<string, unknown>> {
  const options: Record<string, Record<string, unknown>> = {}
  for (const group of groups) {
    const name = group.prefix?.slice(0, -1) ?? (group.plugin && running.has(group.plugin) ? group.plugin : undefined)
    const values = name === undefined ? {} : flagsOf(given, group)
    if (name === undefined || Object.keys(values).length === 0) continue
    // The plugin's own flag is the more exact of the two.
    options[name] = group.prefix ? { ...options[name], ...values } : { ...values, ...options[name] }
  }
  return options
}

function limits(flags: ScanFlags): { timeout?: number; pluginTimeout?: number; concurrency?: number } {
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
