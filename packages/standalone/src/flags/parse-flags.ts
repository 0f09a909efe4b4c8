import type { OptionSpec } from '@veinmind/sdk'
import { suggest } from '@veinmind/internal'
import { usageError } from '@veinmind/sdk'
import { hintForForeignFlag } from './foreign-flags.ts'
import { say } from '../speech/speech.ts'
import type { FlagGroup } from './flag-group.ts'

/** One-letter forms. */
export const SHORT_FLAGS: Readonly<Record<string, string>> = {
  format: 'f',
  output: 'o',
  verbose: 'v',
  quiet: 'q',
  config: 'c',
  mode: 'm',
  namespace: 'n',
  kubeconfig: 'k',
}

/** A flag as yargs takes it. */
interface FlagDeclaration {
  group: string
  describe: string
  type: 'string' | 'boolean'
  alias?: string
  defaultDescription?: string
  requiresArg?: boolean
  hidden?: boolean
}

/** What takes flags: a parser of yargs. Its types are not ours to publish, yargs has none of its own. */
export interface FlagParser {
  option(name: string, flag: FlagDeclaration): unknown
}

/**
 * Declares the flags of every group to yargs, values as text: `resolveOptions` of the engine converts and checks them.
 * `isHelp` is what yargs tells a builder. Where neither help nor a completion is asked for, flags are hidden: yargs makes the
 * help of every command that it runs, which takes longer than all the rest that it does.
 */
export function declareFlags<P extends FlagParser>(parser: P, groups: readonly FlagGroup[], isHelp = true): P {
  const areShown = isHelp || process.argv.includes('--get-yargs-completions')
  for (const { title, specs, prefix = '', isHidden = false, isElsewhere = false } of groups) {
    for (const [name, spec] of Object.entries(specs))
      parser.option(prefix + name, {
        ...describe(name, spec, title, prefix),
        hidden: isHidden || isElsewhere || !areShown,
      })
  }
  return parser
}

/** The flags of one group that were given, without its prefix. */
export function flagsOf(argv: Readonly<Record<string, unknown>>, group: FlagGroup): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const name of Object.keys(group.specs)) {
    const value = argv[(group.prefix ?? '') + name]
    if (value !== undefined) given[name] = value
  }
  return given
}

/** Throws `USAGE` for a flag that no group declares, with the nearest one that exists, and for a switch with a value that is none. */
export function refuseUnknown(
  argv: Readonly<Record<string, unknown>>,
  groups: readonly FlagGroup[],
  positionals: readonly string[] = [],
): void {
  refuseOddSwitches(groups)
  const names = groups.flatMap(({ specs, prefix = '' }) => Object.keys(specs).map((name) => prefix + name))
  const known = new Set([...names, ...Object.values(SHORT_FLAGS), '_', '$0', 'help', 'h', 'version', ...positionals])
  for (const name of Object.keys(argv)) {
    if (known.has(name)) continue
    const foreign = hintForForeignFlag(name)
    const near = suggest(name, names)
    const dashes = name.length === 1 ? '-' : '--'
    throw usageError('USAGE', `unknown flag ${dashes}${name}`, {
      hint:
        foreign ??
        (near
          ? `did you mean --${near}?`
          : name.includes('.')
            ? `for a plugin of others, write --${name}=<value>`
            : 'see --help'),
    })
  }
}

/** Refuses `--quiet=maybe`, which yargs takes for `--quiet=false`. */
function refuseOddSwitches(groups: readonly FlagGroup[]): void {
  const switches = new Set<string>()
  for (const { specs, prefix = '' } of groups) {
    for (const [name, { type }] of Object.entries(specs)) {
      if (type !== 'boolean') continue
      switches.add(`--${prefix}${name}`)
      if (prefix === '' && SHORT_FLAGS[name]) switches.add(`-${SHORT_FLAGS[name]}`)
    }
  }
  for (const word of process.argv.slice(2)) {
    if (word === '--') return
    const [, name = '', value = ''] = /^(-[^=]+)=(.*)$/s.exec(word) ?? []
    if (switches.has(name) && value !== 'true' && value !== 'false')
      throw usageError('USAGE', `${name}=${value} is neither true nor false`)
  }
}

function describe(name: string, spec: OptionSpec, group: string, prefix: string): FlagDeclaration {
  const choices = spec.choices ? ` (${spec.choices.join(', ')})` : ''
  const alias = prefix === '' ? SHORT_FLAGS[name] : undefined
  const common = {
    group: say(group),
    describe: `${say(spec.description)}${choices}`,
    ...(alias === undefined ? {} : { alias }),
  }
  if (spec.type === 'boolean') return { ...common, type: 'boolean' }
  const shown =
    spec.default !== undefined && spec.type !== 'list' ? { defaultDescription: JSON.stringify(spec.default) } : {}
  return { ...common, ...shown, type: 'string', requiresArg: true }
}
