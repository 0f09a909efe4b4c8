import { usageError } from '@veinmind/sdk'
import type { OptionSpecs, Plugin } from '@veinmind/sdk'
import { COMMON_FLAGS } from '../flags/flags.ts'
import { specsOf, translateOriginalFlags } from '../flags/original-flags.ts'
import type { OriginalFlags } from '../flags/original-flags.ts'

/** What a host gives a plugin that works for it as long as a run takes. */
export interface ServeFlags {
  /** Addresses of the host. */
  readonly hosts: readonly string[]
  /** The plugin's options, as the user has written them. */
  readonly options: Readonly<Record<string, unknown>>
}

/** Reads flags as a host writes them: `--name value`, `--name=value`, `--switch`. Throws `USAGE` for what the plugin does not have. */
export function readServeFlags(args: readonly string[], plugin: Plugin, originalFlags: OriginalFlags): ServeFlags {
  // Flags of a scan are taken, and matter to one of the plugin's own alone.
  const specs: OptionSpecs = { ...COMMON_FLAGS, ...specsOf(originalFlags, plugin), ...plugin.options }
  const given: Record<string, unknown> = {}
  const hosts: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const [, written = '', attached] = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(args[at] ?? '') ?? []
    const prefix = `${plugin.name}.`
    const name = written.startsWith(prefix) ? written.slice(prefix.length) : written
    const value = (): string => attached ?? args[(at += 1)] ?? ''
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined
    if (name === 'host') hosts.push(value())
    else if (!spec) throw usageError('USAGE', `unknown flag ${args[at]}`)
    else if (spec.type !== 'boolean') add(given, name, value())
    else given[name] = attached ?? (['true', 'false'].includes(args[at + 1] ?? '') ? args[(at += 1)] : true)
  }
  const translated = translateOriginalFlags(given, originalFlags, plugin)
  const options = Object.keys(plugin.options).flatMap((name) => {
    const value = translated[`${plugin.name}.${name}`] ?? translated[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { hosts, options: Object.fromEntries(options) }
}

function add(given: Record<string, unknown>, name: string, value: string): void {
  given[name] = given[name] === undefined ? value : [given[name], value].flat()
}
