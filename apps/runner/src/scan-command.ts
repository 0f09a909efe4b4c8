import type { ExternalOptions } from '@veinmind/host'
import type { Plugin } from '@veinmind/sdk'
import type { Target } from '@veinmind/sdk/target'
import {
  declareFlags,
  meantCommand,
  refuseUnknownWord,
  runScan,
  say,
  scanGroups,
  usageLine,
} from '@veinmind/standalone'
import type { InstalledPlugin, OpenPluginOptions, PluginEntry, PluginHost } from '@veinmind/standalone'
import type { Argv } from 'yargs'
import type { CliCommand, CommandContext } from './cli-command.ts'
import { readInstalledPlugins } from './installed-plugins.ts'
import { loadDetector, loadFacts, TARGETS } from './manifest.ts'
import { listPlugins } from './load-plugins.ts'

/** `veinmind scan <target> …`: the flags are the target's, the plugins' and the scan's own. */
export const scanCommand: CliCommand = {
  name: 'scan',
  declare(parser, context) {
    parser.command('scan', say('scan a target'), async (scan) => {
      const [word = '-'] = context.args
      scan.usage(say('$0 scan <target>\n\n{0}', say('scan a target')))
      if (!word.startsWith('-'))
        refuseUnknownWord(
          word,
          Object.keys(TARGETS),
          'target',
          meantCommand(context.args, { name: 'veinmind', targets: Object.keys(TARGETS) }),
        )
      const load = TARGETS[word]
      const targets = await Promise.all(load ? [load()] : Object.values(TARGETS).map((each) => each()))
      const plugins = load ? listPlugins() : []
      for (const target of targets) declareTarget(scan, target, { plugins, context })
      return scan.demandCommand(1, say('no target given'))
    })
  },
}

interface Surroundings {
  readonly plugins: readonly PluginEntry[]
  readonly context: CommandContext
}

function declareTarget(parser: Argv, target: Target, { plugins, context }: Surroundings): void {
  const groups = scanGroups({ target, plugins, isHost: true })
  parser.command(
    `${target.name} [targets..]`,
    say(target.description),
    (command, isHelp?: boolean) => {
      for (const example of target.examples) command.example(`$0 ${example}`, '')
      command.usage(say('$0 scan {0}\n\n{1}', usageLine(target), say(target.description)))
      return declareFlags(command.positional('targets', { type: 'string', array: true }), groups, isHelp)
    },
    async (argv) => {
      const tool = { name: 'veinmind', version: context.version }
      context.exit(await runScan({ target, plugins, host: HOST, argv, groups, tool }))
    },
  )
}

const HOST: PluginHost = { findInstalled, openPlugin }

/** The plugins that the user has installed. */
async function findInstalled(directory: string): Promise<readonly InstalledPlugin[]> {
  const { home, records } = await readInstalledPlugins(directory)
  if (home === undefined) return []
  return records.map((record) => ({
    name: record.name,
    open: async (options) => home.open(record, await externalOptions(options)),
  }))
}

/** Loads the host of external plugins when one is named. */
async function openPlugin(path: string, options: OpenPluginOptions): Promise<Plugin> {
  const { openExternalPlugin } = await import('@veinmind/host')
  return openExternalPlugin(path, await externalOptions(options))
}

/** Secrets that an external plugin shows are known by our own rules, unless they are to be shown. */
async function externalOptions({ signal, flagsOf, showSecrets, dataDir }: OpenPluginOptions): Promise<ExternalOptions> {
  const options = { signal, flags: flagsOf, dataDir, loadFacts }
  return showSecrets ? options : { ...options, detect: await loadDetector() }
}
