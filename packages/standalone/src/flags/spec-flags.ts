import type { EntityKind, Plugin, VeinmindError } from '@veinmind/sdk'
import { suggest } from '@veinmind/internal'
import { usageError } from '@veinmind/sdk'
import type { PluginEntry } from './plugin-entry.ts'

/** The flags after `--`, by whom they are for. */
export interface SpecFlags {
  /** Options of our own plugins, as `<plugin>.<option>`. */
  readonly options: Readonly<Record<string, unknown>>
  /** The flags of executables, by plugin. */
  readonly external: ReadonlyMap<string, readonly ExternalFlag[]>
}

/** A flag of an executable as it gets it, for one of its commands or for all. */
export interface ExternalFlag {
  readonly args: readonly string[]
  /** The command as `scan/image`. */
  readonly command?: string
}

interface Surroundings {
  /** What is scanned: flags for commands of other kinds are checked and not used. */
  readonly kinds: readonly EntityKind[]
  readonly plugins: readonly PluginEntry[]
}

const FORM = /^(?:veinmind-)?([a-z][\w-]{0,99}?)(?::([\w/-]{1,200}))?\.([\w-]{1,100})(?:=([\s\S]*))?$/i

/**
 * The flags after `--` as the original writes them: `<plugin>[:<command/path>].<flag>[=<value>]`, with or without
 * `veinmind-` before the plugin. Those of a plugin that is none of `plugins` are kept for executables. Throws `USAGE` for one that
 * has another form, and for a command or an option that its plugin has not.
 */
export function parseSpecFlags(words: readonly string[], { kinds, plugins }: Surroundings): SpecFlags {
  const options: Record<string, unknown> = {}
  const external = new Map<string, ExternalFlag[]>()
  for (const word of words) {
    const [, name = '', path, flag = '', value] = FORM.exec(word) ?? []
    if (name === '') throw wrong(`${word} is no flag of a plugin`, 'after -- write weakpass.dictionary=words.txt')
    const plugin = plugins.find((each) => each.name === name.toLowerCase())
    if (plugin === undefined) {
      const list = external.get(name.toLowerCase()) ?? []
      const args = [flag.length === 1 ? `-${flag}` : `--${flag}`, ...(value === undefined ? [] : [value])]
      list.push({ args, ...(path === undefined ? {} : { command: path }) })
      external.set(name.toLowerCase(), list)
      continue
    }
    const spec = Object.hasOwn(plugin.options, flag) ? plugin.options[flag] : undefined
    if (!spec) throw wrong(`${word}: ${plugin.name} has no option ${flag}`, near(flag, Object.keys(plugin.options)))
    if (value === undefined && spec.type !== 'boolean') throw wrong(`${word}: ${flag} needs a value`, `write ${word}=…`)
    if (!isFor(plugin, path, { kinds, word })) continue
    const key = `${plugin.name}.${flag}`
    const read = value ?? true
    options[key] = spec.type === 'list' && options[key] !== undefined ? [options[key], read].flat() : read
  }
  return { options, external }
}

/** The arguments of one command of an executable. */
export function externalArgs({ external }: SpecFlags, plugin: string, path: readonly string[]): readonly string[] {
  const flags = external.get(bareName(plugin)) ?? []
  return flags.filter(({ command }) => command === undefined || command === path.join('/')).flatMap(({ args }) => args)
}

/** Throws for flags of plugins that do not run and of commands that they do not have, with the nearest that there is. */
export function refuseUnknownPlugins({ external }: SpecFlags, plugins: readonly Plugin[]): void {
  for (const [name, flags] of external) {
    const plugin = plugins.find((each) => bareName(each.name) === name)
    if (!plugin)
      throw wrong(
        `a flag is for the unknown plugin ${name}`,
        near(
          name,
          plugins.map((each) => each.name),
        ),
      )
    const paths = plugin.commands.map((command) => command.path.join('/'))
    for (const { command } of flags) {
      if (command !== undefined && !paths.includes(command))
        throw wrong(`a flag is for a command of ${name}: ${name} has no command ${command}`, near(command, paths))
    }
  }
}

/** As `FORM` leaves it: plugins of others may have the prefix in their names. */
const bareName = (plugin: string): string => plugin.replace(/^veinmind-/, '')

function isFor(
  plugin: PluginEntry,
  path: string | undefined,
  { kinds, word }: { readonly kinds: readonly EntityKind[]; readonly word: string },
): boolean {
  if (path === undefined) return true
  const paths = plugin.commands.map((command) => command.path.join('/'))
  const command = plugin.commands[paths.indexOf(path)]
  if (!command) throw wrong(`${word}: ${plugin.name} has no command ${path}`, near(path, paths))
  return kinds.includes(command.kind)
}

function near(word: string, words: readonly string[]): string {
  const found = suggest(word, words)
  return found === undefined ? `it may be ${words.join(', ')}` : `did you mean ${found}?`
}

function wrong(what: string, hint: string): VeinmindError {
  return usageError('USAGE', what, { hint })
}
