import { localize } from '@veinmind/internal/text'
import type { Plugin } from '@veinmind/sdk'
import yargs from 'yargs'
import { mapScan } from './map-report.ts'
import { meantCommand } from '../flags/meant-command.ts'
import type { OriginalFlags } from '../flags/original-flags.ts'
import { outputWidth } from '../speech/output-width.ts'
import { keepDashes, PARSER, restoreDashes, yargsLocale } from '../flags/parser.ts'
import { refuseUnknownWord } from '../flags/refuse-unknown-word.ts'
import { runMain } from './run-main.ts'
import { say, spokenLanguage } from '../speech/speech.ts'
import { throwFailure } from '../flags/throw-failure.ts'
import { toolCommand } from './tool-command.ts'

/**
 * The whole command line of one plugin: `scan image …` and so on for each kind of entity that it has a command for, `info`,
 * `--help`, `--version`, with the report's flags on every scan. Sets the exit code of the process.
 */
export async function runPlugin(
  plugin: Plugin,
  args: readonly string[] = process.argv.slice(2),
  originalFlags: OriginalFlags = {},
): Promise<number> {
  const code = await runMain(() => runCommandLine(plugin, args, originalFlags), args)
  process.exitCode = code
  return code
}

async function runCommandLine(plugin: Plugin, args: readonly string[], originalFlags: OriginalFlags): Promise<number> {
  let exitCode = 0
  const [word = '-', kind = '-'] = args
  const commands = plugin.commands.filter(
    ({ kind: own }, at, all) => all.findIndex((other) => other.kind === own) === at,
  )
  const program = { name: `veinmind-${plugin.name}`, targets: commands.map((command) => command.kind) }
  const { tools = [] } = plugin
  if (!word.startsWith('-'))
    refuseUnknownWord(
      word,
      ['scan', 'info', 'serve', ...tools.map(({ name }) => name)],
      'command',
      meantCommand(args, program),
    )
  if (word === 'scan' && !kind.startsWith('-'))
    refuseUnknownWord(kind, program.targets, 'target', meantCommand(args.slice(1), program))
  const parser = yargs(keepDashes(args))
    .locale(yargsLocale())
    .scriptName(program.name)
    .usage(say('$0 <command>\n\n{0}', localize(plugin.description, spokenLanguage())))
    .parserConfiguration(PARSER)
    .middleware(restoreDashes, true)
    .exitProcess(false)
    .demandCommand(1, say('no command given'))
    .command('info', say('print the manifest of the plugin as JSON'), {}, async () => {
      const { describePlugin } = await import('../hosted/serve-info.ts')
      process.stdout.write(
        `${JSON.stringify(await describePlugin(plugin, args.slice(1), originalFlags), undefined, 2)}\n`,
      )
    })
    .command('scan', say('scan a target'), (scan) => {
      scan.usage(say('$0 scan <target>\n\n{0}', say('scan a target')))
      for (const command of commands)
        scan.command(mapScan(command, { plugin, originalFlags, onExit: (code) => (exitCode = code) }))
      return scan.demandCommand(1, say('no target given'))
    })
    .command(tools.map((tool) => toolCommand(tool.name, tool.description, async () => tool)) as never)
    .help()
    .alias('help', 'h')
    .version(plugin.version)
    .wrap(Math.min(outputWidth(process.stdout), 120))
    .fail(throwFailure)
  await parser.parseAsync()
  return exitCode
}
