import { localize, pluginInfo, VeinmindError } from '@veinmind/sdk'
import type { EntityKind, Plugin, Target } from '@veinmind/sdk'
import yargs from 'yargs'
import { CACHE_FLAGS, GLOBAL_FLAGS, SCAN_FLAGS } from './flags.ts'
import { declareFlags } from './parse-flags.ts'
import { refuseUnknownWord } from './refuse-unknown-word.ts'
import { runMain } from './run-main.ts'
import { PARSER } from './parser.ts'

/** Where a stand-alone plugin finds what it scans, by kind of entity. */
const LOCAL_TARGETS: Readonly<Partial<Record<EntityKind, () => Promise<Target>>>> = {
  image: async () => (await import('@veinmind/target-local')).imageTarget,
}

/**
 * The whole command line of one plugin: `scan image …` and so on for each kind of entity that it has a command for, `info`,
 * `--help`, `--version`, with the report's flags on every scan. Sets the exit code of the process; a plugin's `bin.ts` is
 *
 *     await runPlugin(plugin)
 */
export async function runPlugin(plugin: Plugin, args: readonly string[] = process.argv.slice(2)): Promise<number> {
  const code = await runMain(() => runCommandLine(plugin, args))
  process.exitCode = code
  return code
}

async function runCommandLine(plugin: Plugin, args: readonly string[]): Promise<number> {
  let exitCode = 0
  const [word = '-', kind = '-'] = args
  const kinds = [...new Set(plugin.commands.map((command) => command.kind))].filter((each) => LOCAL_TARGETS[each])
  if (!word.startsWith('-')) refuseUnknownWord(word, ['scan', 'info'], 'command')
  if (word === 'scan' && !kind.startsWith('-')) refuseUnknownWord(kind, kinds, 'target')
  const parser = yargs([...args])
    .scriptName(`veinmind-${plugin.name}`)
    .usage(`$0 <command>\n\n${localize(plugin.description, 'en')}`)
    .parserConfiguration(PARSER)
    .exitProcess(false)
    .demandCommand(1, 'no command given')
    .command('info', 'print the manifest of the plugin as JSON', {}, () => {
      process.stdout.write(`${JSON.stringify(pluginInfo(plugin), undefined, 2)}\n`)
    })
    .command('scan', 'scan a target', async (scan) => {
      for (const each of kinds) {
        const target = await LOCAL_TARGETS[each]?.()
        if (target) declareScan(scan, { plugin, target, exit: (code) => (exitCode = code) })
      }
      return scan.demandCommand(1, 'no target given')
    })
    .help()
    .alias('help', 'h')
    .version(plugin.version)
    .fail((message, error) => {
      throw error ?? new VeinmindError('USAGE', message.replaceAll('\n', ' '), { hint: 'see --help' })
    })
  await parser.parseAsync()
  return exitCode
}

interface ScanCommand {
  readonly plugin: Plugin
  readonly target: Target
  readonly exit: (code: number) => void
}

function declareScan(parser: ReturnType<typeof yargs>, { plugin, target, exit }: ScanCommand): void {
  const groups = [
    { title: 'Target:', specs: target.options },
    { title: 'Plugin:', specs: plugin.options, prefix: `${plugin.name}.` },
    { title: 'Scan:', specs: SCAN_FLAGS },
    { title: 'Cache:', specs: CACHE_FLAGS },
    { title: 'General:', specs: GLOBAL_FLAGS },
  ]
  parser.command(
    `${target.name} [targets..]`,
    target.description,
    (command) => declareFlags(command.positional('targets', { type: 'string', array: true }), groups),
    async (argv) => {
      const { runScan } = await import('./run-scan.ts')
      const tool = { name: `veinmind-${plugin.name}`, version: plugin.version }
      exit(await runScan({ target, plugins: [plugin], argv, groups, tool }))
    },
  )
}
