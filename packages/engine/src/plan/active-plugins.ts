import type { Logger, Plugin, OptionValues } from '@veinmind/sdk'
import { SILENT, suggest } from '@veinmind/internal'
import { toVeinmindError, usageError, VeinmindError } from '@veinmind/sdk'
import { createLedger } from '../coverage/coverage.ts'
import { createPrepared } from './prepared.ts'
import { resolveOptions } from './resolve-options.ts'
import { settleInspectors } from './inspector-state.ts'
import type { ActiveInspector } from './active-inspectors.ts'
import { createInspectorList } from './active-inspectors.ts'
import type { CoverageLedger } from '../coverage/coverage.ts'
import type { Prepared } from './prepared.ts'

/** The plugins that a scan is asked for, and what they work with. */
export interface PluginChoice {
  readonly plugins: readonly Plugin[]
  /** Values of options, by plugin and option name; checked and completed by `resolveOptions`. */
  readonly pluginOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** True: plugins that need the network are skipped. By default false. */
  readonly offline?: boolean
  readonly log?: Logger
  /** Folder of the user's data, which plugins keep databases in. Without one, a plugin that asks for its folder fails. */
  readonly dataDir?: string
}

/** The plugins of a scan. `all` are in the report; `active` are those that can run here, with their inspectors. */
export interface Plugins {
  readonly all: readonly ActivePlugin[]
  readonly active: readonly ActivePlugin[]
  readonly inspectors: readonly ActiveInspector[]
}

/** Checks plugins and their options; throws `ENGINE_PLUGIN_TWICE`, what `resolveOptions` throws, and what a plugin says of its options. */
export async function activatePlugins(
  options: PluginChoice,
  signal: AbortSignal = new AbortController().signal,
): Promise<Plugins> {
  const { plugins, pluginOptions = {} } = options
  const names = plugins.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new VeinmindError('ENGINE_PLUGIN_TWICE', `two plugins have the name ${twice}`)
  const unknown = Object.keys(pluginOptions).find((name) => !names.includes(name))
  if (unknown !== undefined) throw unknownPlugin(unknown, names)

  const all: ActivePlugin[] = []
  const active: ActivePlugin[] = []
  const inspectors = createInspectorList()
  for (const plugin of plugins) {
    const values = await valuesOf(plugin, pluginOptions[plugin.name])
    let own: readonly ActiveInspector[] = []
    const prepared = createPrepared(plugin, values, {
      log: options.log ?? SILENT,
      signal,
      dataDir: options.dataDir,
      settle: (state) => settleInspectors(own, state),
    })
    const one = { plugin, options: values, ledger: createLedger(plugin), inspectors: [], prepared }
    const missing = missingNeed(plugin, options.offline ?? false)
    if (missing !== undefined) {
      all.push(one)
      one.ledger.refuse('skipped', missing)
      continue
    }
    try {
      own = inspectors.add(plugin, values)
      const ready = { ...one, inspectors: own }
      all.push(ready)
      active.push(ready)
    } catch (error) {
      const { code, message } = toVeinmindError(error)
      if (code !== 'ENGINE_KEYWORDS_INVALID') throw error
      all.push(one)
      one.ledger.refuse('failed', message)
    }
  }
  return { all, active, inspectors: inspectors.all }
}

/** Checks plugins and their options as `scan` does, for commands that scan nothing. */
export async function checkPlugins(options: Pick<PluginChoice, 'plugins' | 'pluginOptions'>): Promise<void> {
  await activatePlugins(options)
}

async function valuesOf(
  plugin: Plugin,
  given: Readonly<Record<string, unknown>> | undefined,
): Promise<ActivePlugin['options']> {
  try {
    const values = await resolveOptions(plugin.options, given)
    await plugin.checkOptions?.(values)
    return values
  } catch (error) {
    const { code, message, hint, context, cause } = toVeinmindError(error)
    // An error that the plugin made is about the user's options, and wrong usage. Anything else is a fault of the plugin.
    const isUsage = error instanceof VeinmindError
    throw new VeinmindError(code, `plugin ${plugin.name}: ${message}`, {
      context,
      cause,
      isUsage,
      ...(hint === undefined ? {} : { hint }),
    })
  }
}

function unknownPlugin(name: string, names: readonly string[]): VeinmindError {
  const nearest = suggest(name, names)
  return usageError(
    'ENGINE_OPTION_UNKNOWN',
    `options are given for ${JSON.stringify(name)}, which is no plugin of this scan`,
    {
      hint: nearest === undefined ? `plugins: ${names.join(', ')}` : `did you mean ${nearest}?`,
    },
  )
}

function missingNeed({ needs }: Plugin, isOffline: boolean): string | undefined {
  if (needs.includes('linux') && process.platform !== 'linux') return 'it needs Linux'
  if (needs.includes('root') && process.getuid?.() !== 0) return 'it needs to be run by root'
  return needs.includes('network') && isOffline ? 'it needs the network, and the scan is offline' : undefined
}

/** A plugin that takes part in a scan. */
export interface ActivePlugin {
  readonly plugin: Plugin
  readonly options: OptionValues<Plugin['options']>
  readonly ledger: CoverageLedger
  /** Its inspectors, and those of its facts. */
  readonly inspectors: readonly ActiveInspector[]
  readonly prepared: Prepared
}
