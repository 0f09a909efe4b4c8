import { readFileSync } from 'node:fs'
import { usageError } from '@veinmind/sdk'
import {
  keepDashes,
  meantCommand,
  outputWidth,
  PARSER,
  refuseUnknownWord,
  restoreDashes,
  say,
  throwFailure,
  yargsLocale,
} from '@veinmind/standalone'
import yargs from 'yargs'
import { acceptCommand } from './accept-command.ts'
import type { CliCommand } from './cli-command.ts'
import { about } from './about.ts'
import { cacheCommand } from './cache-command.ts'
import { COMPLETION_SCRIPTS } from './completion-scripts.ts'
import { moveExternalFlags } from './external-flags.ts'
import { createGenerateCommand } from './generate/generate-command.ts'
import { dbCommand } from './db-command.ts'
import { doctorCommand } from './doctor/doctor-command.ts'
import { explainCommand } from './explain-command.ts'
import { infoCommand, listCommand } from './list-command.ts'
import { PLUGINS, TARGETS } from './manifest.ts'
import { pluginCommand } from './plugin-command.ts'
import { reportCommand } from './report-command.ts'
import { rulesCommand } from './rules-command.ts'
import { scanCommand } from './scan-command.ts'

const COMMANDS: readonly CliCommand[] = [
  scanCommand,
  listCommand,
  infoCommand,
  explainCommand,
  doctorCommand,
  pluginCommand,
  acceptCommand,
  reportCommand,
  rulesCommand,
  cacheCommand,
  dbCommand,
  createGenerateCommand(() => COMMANDS),
]

/** What may stand without a command, and nothing at all. */
const ALONE: ReadonlySet<string> = new Set(['-', '--help', '-h', '--version', '--get-yargs-completions'])

/** Parses and runs `args`; returns the exit code. Throws a VeinmindError for what cannot be run. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let exitCode = 0
  const version = packageVersion()
  const [word = '-'] = args
  if (!word.startsWith('-'))
    refuseUnknownWord(
      word,
      [...COMMANDS.map(({ name }) => name), 'completion'],
      'command',
      meantCommand(args, { name: 'veinmind', targets: Object.keys(TARGETS) }),
    )
  else if (!ALONE.has(word))
    throw usageError('USAGE', 'a command comes first', {
      hint: 'flags follow it: veinmind scan image <reference> -f json',
    })
  const script = word === 'completion' ? COMPLETION_SCRIPTS.get(args[1] ?? '') : undefined
  if (script !== undefined) {
    process.stdout.write(script)
    return 0
  }
  const parser = yargs(keepDashes(word === 'scan' ? moveExternalFlags(args, Object.keys(PLUGINS)) : args))
    .locale(yargsLocale())
    .scriptName('veinmind')
    .usage(say('$0 <command>\n\n{0}', about()))
    .parserConfiguration(PARSER)
    .middleware(restoreDashes, true)
    .exitProcess(false)
    .demandCommand(1, say('no command given'))
    .example('$0 scan registry harbor.local/app', say('every tag of a repository'))
    .example('$0 scan image ./app.tar -f cli,html', say('an archive, with an HTML report'))
    .example('$0 scan iac .', say('Dockerfiles, compose files and manifests of a folder'))
    .example('$0 list plugins', say('what is looked for'))
    .completion(
      'completion',
      say('print a completion script for bash or zsh, or (completion fish, completion powershell) for these'),
    )
    .help()
    .alias('help', 'h')
    .version(version)
    .wrap(Math.min(outputWidth(process.stdout), 120))
    .fail(throwFailure)
  // A shell that completes gives the line so far behind this flag, `veinmind scan con`: its last word is not whole.
  const words = word === '--get-yargs-completions' ? args.slice(3, -1) : args.slice(1)
  const context = { args: words, version, exit: (code: number) => (exitCode = code) }
  for (const command of COMMANDS) command.declare(parser, context)
  await parser.parseAsync()
  return exitCode
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}
