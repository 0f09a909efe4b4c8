import type { OptionSpec, OptionSpecs, Plugin } from '@veinmind/sdk'
import { SCAN_FLAGS } from './flags.ts'

/** Flags that a libveinmind plugin of the same name has, and what does the same here. */
export type OriginalFlags = Readonly<Record<string, OriginalFlag>>

export interface OriginalFlag {
  /** An option of the plugin, or a flag of every scan. */
  readonly means: string
  /** A flag beside which that name is the target's: `--username` beside `--password-stdin`. */
  readonly unlessBeside?: string
}

/** How they are declared. */
export function specsOf(flags: OriginalFlags, plugin: Plugin): OptionSpecs {
  return Object.fromEntries(Object.entries(flags).map(([name, { means }]) => [name, specOf(means, plugin)]))
}

/** What was given, with the flags of the original as ours. */
export function translateOriginalFlags(
  given: Readonly<Record<string, unknown>>,
  flags: OriginalFlags,
  plugin: Plugin,
): Record<string, unknown> {
  const translated = { ...given }
  for (const [name, { means, unlessBeside }] of Object.entries(flags)) {
    if (given[name] === undefined || (unlessBeside !== undefined && given[unlessBeside] !== undefined)) continue
    const key = Object.hasOwn(plugin.options, means) ? `${plugin.name}.${means}` : means
    const isList = specOf(means, plugin).type === 'list'
    translated[key] = isList ? [translated[key] ?? [], given[name]].flat() : (translated[key] ?? given[name])
    delete translated[name]
  }
  return translated
}

function specOf(means: string, plugin: Plugin): OptionSpec {
  const spec = Object.entries({ ...SCAN_FLAGS, ...plugin.options }).find(([name]) => name === means)?.[1]
  if (!spec) throw new TypeError(`${plugin.name} has no option ${means}`)
  return spec
}
