import type { PluginHome, PluginRecord } from '@veinmind/host'
import { option, usageError } from '@veinmind/sdk'
import {
  DATA_FLAGS,
  dataFolder,
  declareFlags,
  GLOBAL_FLAGS,
  HOME_FLAGS,
  pluginHomeIn,
  refuseUnknown,
  say,
} from '@veinmind/standalone'
import type { CliCommand } from './cli-command.ts'
import { readInstalledPlugins } from './installed-plugins.ts'
import { PLUGINS } from './manifest.ts'

const INSTALL_FLAGS = {
  'allow-network': option.boolean('let a plugin from npm reach the network, if it says that it needs it'),
  'allow-addons': option.boolean(
    'let a plugin from npm run native code, which nothing confines, if it says that it needs it',
  ),
}

/** What a plugin may be granted, by the flag that grants it. */
const GRANTS = [
  { need: 'network', flag: 'allow-network', what: 'the network' },
  { need: 'addons', flag: 'allow-addons', what: 'native code' },
] as const

const GROUPS = [
  { title: 'Plugins:', specs: { ...HOME_FLAGS, ...DATA_FLAGS, ...INSTALL_FLAGS } },
  { title: 'General:', specs: GLOBAL_FLAGS },
]

/** `veinmind plugin install|list|remove`: plugins of others, in the user's plugin home. */
export const pluginCommand: CliCommand = {
  name: 'plugin',
  declare(parser) {
    parser.command(
      'plugin <action> [names..]',
      say('install, list or remove plugins of others'),
      (command) => {
        command.usage(
          say('$0 plugin install|list|remove [names..]\n\n{0}', say('install, list or remove plugins of others')),
        )
        command.positional('action', { choices: ['install', 'list', 'remove'] as const, demandOption: true })
        command.positional('names', {
          type: 'string',
          array: true,
          describe: say('executables (./path), packages of npm or packed ones (./x.tgz); names for remove'),
        })
        command.example('$0 plugin install ./my-plugin', say('an executable, by its path'))
        command.example(
          '$0 plugin install @acme/veinmind-plugin-x',
          say('a package of npm, run below Node’s permission model'),
        )
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        refuseUnknown(given, GROUPS, ['action', 'names'])
        const named = (flag: string): string | undefined => (typeof given[flag] === 'string' ? given[flag] : undefined)
        const directory = named('plugin-home') ?? pluginHomeIn(dataFolder(named('data-dir')))
        const names = (given['names'] as readonly string[] | undefined) ?? []
        if (given['action'] === 'list') return list(directory)
        if (names.length === 0)
          throw usageError('USAGE', `plugin ${String(argv.action)}: nothing is named`, {
            hint: 'see veinmind plugin --help',
          })
        const { openPluginHome } = await import('@veinmind/host')
        const home = openPluginHome(directory)
        for (const name of names) {
          if (given['action'] === 'remove') await home.remove(name)
          else
            await install(home, name, {
              network: given['allow-network'] === true,
              addons: given['allow-addons'] === true,
            })
        }
      },
    )
  },
}

async function list(directory: string): Promise<void> {
  const { records } = await readInstalledPlugins(directory)
  for (const record of records) process.stdout.write(`${describe(record)}\n`)
  if (records.length === 0) process.stderr.write(`${say('no plugin is installed')}\n`)
}

async function install(
  home: PluginHome,
  source: string,
  granted: { readonly network: boolean; readonly addons: boolean },
): Promise<void> {
  const { canDenyNetwork } = await import('@veinmind/host')
  const record = await home.install(source, { reserved: Object.keys(PLUGINS), ...granted })
  process.stdout.write(`${describe(record)}\n`)
  const { needs, isSandboxed } = record
  for (const { need, flag, what } of isSandboxed ? GRANTS : []) {
    if (needs.includes(need) && !granted[need])
      process.stderr.write(
        `${say('{0} says that it needs {1}: install it with --{2} if it may', record.name, say(what), flag)}\n`,
      )
  }
  if (isSandboxed && !record.network && !(await canDenyNetwork())) {
    process.stderr.write(
      `${say('the network cannot be kept from {0} here: it takes Node 25, or unshare on Linux', record.name)}\n`,
    )
  }
}

function describe(record: PluginRecord): string {
  const { name, version, kinds, isSandboxed, source } = record
  const rights = isSandboxed
    ? ['own files', ...GRANTS.flatMap(({ need, what }) => (record[need] ? [what.replace('the ', '')] : []))].join(', ')
    : 'as its user'
  return `${name}  ${version}  ${[...new Set(kinds)].join(', ')}  (${rights})  ${source}`
}
