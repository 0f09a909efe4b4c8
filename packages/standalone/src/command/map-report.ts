import { definePlugin } from '@veinmind/sdk'
import type { Command, EntityKind, OptionSpecs, Plugin } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import type { Argv } from 'yargs'
import { COMMON_FLAGS } from '../flags/flags.ts'
import { HOST_FLAGS, translateHostFlags } from '../hosted/host-flags.ts'
import { LOCAL_TARGETS } from '../targets/local-targets.ts'
import { specsOf, translateOriginalFlags } from '../flags/original-flags.ts'
import type { OriginalFlags } from '../flags/original-flags.ts'
import { declareFlags } from '../flags/parse-flags.ts'
import type { FlagGroup } from '../flags/flag-group.ts'
import { PARSER } from '../flags/parser.ts'
import { runMain } from './run-main.ts'
import { say } from '../speech/speech.ts'
import type { PluginEntry } from '../flags/plugin-entry.ts'
import { scanGroups } from '../flags/scan-groups.ts'
import type { ScanRequest } from '../settings/scan-request.ts'
import { usageLine } from '../flags/usage-line.ts'

/** What `mapReport` can be told. */
export interface MapReportOptions {
  /** The plugin that the command is of: its name, options and inspectors. By default a plugin of this command alone. */
  readonly plugin?: Plugin
  /** Where what is scanned comes from. By default this machine and, for images, their registry. */
  readonly target?: Target
  /** Flags of the original's plugin of that name, which are taken beside ours. */
  readonly originalFlags?: OriginalFlags
  /** Called with the exit code; by default it becomes that of the process. */
  readonly onExit?: (code: number) => void
}

/** A command as yargs takes it, whose types are not ours to publish. */
export interface ReportCommand {
  readonly command: string
  readonly describe: string | false
  builder<P>(this: void, parser: P, isHelp?: boolean): Promise<P>
  handler(this: void, argv: Readonly<Record<string, unknown>>): Promise<void>
}

/**
 * A command of a plugin as a command of a command line (yargs), with `-f/--format`, `-v/--verbose`, `-o/--output` and the other
 * flags of a scan. What the command reports is rendered when it ends, also when it fails or is interrupted; when a host runs
 * it (`--host`), events go to the host and nothing is rendered. So no plugin handles output.
 *
 *     yargs(process.argv.slice(2)).command(mapReport(imageCommand(scanImage)))
 */
export function mapReport(command: Command, options: MapReportOptions = {}): ReportCommand {
  return reportingCommand(command, options, '')
}

/** Like `mapReport`, behind the word `scan`. */
export function mapScan(command: Command, options: MapReportOptions): ReportCommand {
  return reportingCommand(command, options, 'scan ')
}

function reportingCommand(command: Command, options: MapReportOptions, word: '' | 'scan '): ReportCommand {
  const { kind } = command
  const {
    plugin = definePlugin({ name: 'plugin', title: 'Plugin', commands: [command] }),
    target: own,
    originalFlags = {},
    onExit = setExitCode,
  } = options
  const load = own ? async () => own : LOCAL_TARGETS[kind]
  return {
    command: `${kind} [targets..]`,
    // Not shown where only a host could say what to scan.
    describe: kind === 'cluster' && !own ? false : say(DESCRIPTIONS[kind]),
    builder: async <P>(given: P, isHelp?: boolean) => {
      const parser = given as unknown as Argv
      const target = await load()
      for (const example of target.examples) parser.example(`$0 ${word}${example.replace(/^scan /, '')}`, '')
      parser.usage(say('$0 {0}\n\n{1}', `${word}${usageLine(target)}`, say(target.description)))
      const positional = parser.positional('targets', { type: 'string', array: true })
      // Names as they are written, whatever the command line around this command does with its own.
      parser.parserConfiguration(PARSER)
      return declareFlags(positional, groupsOf(plugin, target, originalFlags), isHelp) as unknown as P
    },
    handler: async (argv) => {
      const target = await load()
      const tool = { name: `veinmind-${plugin.name}`, version: plugin.version }
      const groups = groupsOf(plugin, target, originalFlags)
      const given = withPrefixes(translateOriginalFlags(argv, originalFlags, plugin), plugin, target)
      const run = argv['host'] === undefined ? runAlone : runForHost
      onExit(
        await runMain(async () =>
          run({
            target,
            plugins: [entryOf(plugin)],
            argv: { ...given, ...translateHostFlags(given, target) },
            groups,
            tool,
          }),
        ),
      )
    },
  }
}

const runAlone = async (request: ScanRequest): Promise<number> => (await import('../scan/run-scan.ts')).runScan(request)

const runForHost = async (request: ScanRequest): Promise<number> =>
  (await import('../hosted/run-hosted.ts')).runHosted(request)

function setExitCode(code: number): void {
  process.exitCode = code
}

/** Options of the plugin without its name before them, as hosts of libveinmind give them. */
function bareOptions(plugin: Plugin, target: Target): OptionSpecs {
  return without(plugin.options, { ...ownFlags(target), ...HOST_FLAGS })
}

/** What was given, with the plugin's name before its options. */
function withPrefixes(
  argv: Readonly<Record<string, unknown>>,
  plugin: Plugin,
  target: Target,
): Readonly<Record<string, unknown>> {
  const given = { ...argv }
  for (const name of Object.keys(bareOptions(plugin, target))) {
    if (given[name] !== undefined) given[`${plugin.name}.${name}`] ??= given[name]
    delete given[name]
  }
  return given
}

const ownFlags = (target: Target): OptionSpecs => ({ ...target.options, ...COMMON_FLAGS })

function without(specs: OptionSpecs, others: OptionSpecs): OptionSpecs {
  return Object.fromEntries(Object.entries(specs).filter(([name]) => !Object.hasOwn(others, name)))
}

function groupsOf(plugin: Plugin, target: Target, originalFlags: OriginalFlags): readonly FlagGroup[] {
  const others = without({ ...HOST_FLAGS, ...specsOf(originalFlags, plugin) }, ownFlags(target))
  return scanGroups({ target, plugins: [entryOf(plugin)], hidden: { ...others, ...bareOptions(plugin, target) } })
}

const entryOf = (plugin: Plugin): PluginEntry => ({ ...plugin, load: async () => plugin })

const DESCRIPTIONS: Readonly<Record<EntityKind, string>> = {
  image: 'scan container images',
  container: 'scan containers',
  iac: 'scan files of infrastructure as code',
  cluster: 'scan Kubernetes clusters',
  host: 'scan this machine',
  sbom: 'scan bills of materials',
}
