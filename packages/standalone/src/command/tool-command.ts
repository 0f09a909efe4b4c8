import { option } from '@veinmind/sdk'
import type { OptionSpecs, Tool } from '@veinmind/sdk'
import type { Argv } from 'yargs'
import { DATA_FLAGS, GLOBAL_FLAGS } from '../flags/flags.ts'
import { declareFlags, flagsOf, refuseUnknown } from '../flags/parse-flags.ts'
import type { ReportCommand } from './map-report.ts'
import type { FlagGroup } from '../flags/flag-group.ts'
import { runTool } from '../tools/run-tool.ts'
import { refuseUnknownWord } from '../flags/refuse-unknown-word.ts'
import { say } from '../speech/speech.ts'
import { dataFolder } from '../settings/user-folders.ts'

/** Flags of what a tool of a plugin works with. */
const TOOL_FLAGS = {
  ...DATA_FLAGS,
  'plain-http': option.boolean('speak http without TLS to a registry (by itself only on loopback)'),
  'auth-file': option.file("credentials: auth.toml with [[auths]], or docker's JSON", { placeholder: 'file' }),
  'ca-file': option.file("certificates to trust besides the system's (PEM)", { placeholder: 'file' }),
}

/** A tool of a plugin as a command of a command line. `load` is called when its word is met: `--help` of others needs none of it. */
export function toolCommand(name: string, description: string, load: () => Promise<Tool>): ReportCommand {
  return {
    command: `${name} <action> [words..]`,
    describe: say(description),
    builder: async <P>(given: P, isHelp?: boolean) => {
      const parser = given as unknown as Argv
      const tool = await load()
      for (const [line, what] of tool.examples) parser.example(`$0 ${line}`, say(what))
      const list = Object.entries(tool.actions).map(([action, what]) => `  ${action.padEnd(8)}${say(what)}`)
      parser.usage(say('$0 {0} <action> {1}\n\n{2}\n\n{3}', name, tool.words, say(description), list.join('\n')))
      parser.positional('action', { type: 'string', demandOption: true })
      parser.positional('words', { type: 'string', array: true, describe: tool.words })
      declareFlags(parser, groupsOf(tool), isHelp)
      return given
    },
    handler: async (argv) => {
      const tool = await load()
      const action = String(argv['action'])
      refuseUnknownWord(action, Object.keys(tool.actions), 'action')
      const groups = groupsOf(tool)
      refuseUnknown(argv, groups, ['action', 'words', '--'])
      const config =
        typeof argv['config'] === 'string'
          ? await (await import('../flags/config-file.ts')).readConfig(argv['config'], groups)
          : {}
      await runCommand(tool, { action, argv: { ...config, ...argv } })
    },
  }
}

function groupsOf(tool: Tool): readonly FlagGroup[] {
  const own: OptionSpecs = tool.options
  const others = Object.fromEntries(Object.entries(TOOL_FLAGS).filter(([name]) => !Object.hasOwn(own, name)))
  return [
    { title: 'Options:', specs: { ...own, ...others } },
    { title: 'General:', specs: GLOBAL_FLAGS },
  ]
}

async function runCommand(
  tool: Tool,
  { action, argv }: { readonly action: string; readonly argv: Readonly<Record<string, unknown>> },
): Promise<void> {
  // What only a tool that runs needs.
  const { resolveOptions } = await import('@veinmind/engine')
  const { interruptible } = await import('../scan/interruptible.ts')
  const { createLogger } = await import('../speech/logger.ts')
  const { createCredentialKeeper } = await import('../settings/own-credentials.ts')
  const shared = await resolveOptions(TOOL_FLAGS, flagsOf(argv, { title: '', specs: TOOL_FLAGS }))
  const global = await resolveOptions(GLOBAL_FLAGS, flagsOf(argv, { title: '', specs: GLOBAL_FLAGS }))
  const log = createLogger(global['log-level'], global['log-format'], {
    write: (line) => process.stderr.write(line),
    mask: createCredentialKeeper().mask,
  })
  await interruptible((signal) =>
    runTool({
      tool,
      action,
      words: ((argv['words'] as readonly unknown[] | undefined) ?? []).map(String),
      options: flagsOf(argv, { title: '', specs: tool.options }),
      dataDir: dataFolder(shared['data-dir']),
      network: { plainHttp: shared['plain-http'], authFile: shared['auth-file'], caFile: shared['ca-file'] },
      log,
      print: (line) => void process.stdout.write(`${line}\n`),
      signal,
    }),
  )
}
