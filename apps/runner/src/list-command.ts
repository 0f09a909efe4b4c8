import { pluginInfo } from '@veinmind/internal'
import { localize } from '@veinmind/internal/text'
import type { EntityKind } from '@veinmind/sdk'
import { dataFolder, pluginHomeIn, say, spokenLanguage } from '@veinmind/standalone'
import type { CliCommand } from './cli-command.ts'
import { readInstalledPlugins } from './installed-plugins.ts'
import { TARGETS } from './manifest.ts'
import { loadPlugin, loadPlugins } from './load-plugins.ts'

/** `veinmind list plugins|targets` */
export const listCommand: CliCommand = {
  name: 'list',
  declare(parser) {
    parser.command(
      'list <what>',
      say('list plugins or targets'),
      (command) =>
        command
          .usage(say('$0 list plugins|targets\n\n{0}', say('list plugins or targets')))
          .positional('what', { choices: ['plugins', 'targets'] as const, demandOption: true }),
      async ({ what }) => print(what === 'plugins' ? await pluginRows() : await targetRows()),
    )
  },
}

/** `veinmind info <plugin>`: the manifest, as JSON */
export const infoCommand: CliCommand = {
  name: 'info',
  declare(parser) {
    parser.command(
      'info <plugin>',
      say('print the manifest of a plugin as JSON'),
      (command) => command.positional('plugin', { type: 'string', demandOption: true }),
      async ({ plugin: name }) => {
        const plugin = await loadPlugin(name)
        const options = Object.entries(plugin.options).map(([option, spec]) => ({ name: `${name}.${option}`, ...spec }))
        process.stdout.write(`${JSON.stringify({ ...pluginInfo(plugin), options }, undefined, 2)}\n`)
      },
    )
  },
}

/** Every plugin that a scan runs when none is named: those that come with the runner, and those that were installed. */
async function pluginRows(): Promise<string[][]> {
  const { records } = await readInstalledPlugins(pluginHomeIn(dataFolder(undefined)))
  const kindsOf = (kinds: readonly EntityKind[]): string => [...new Set(kinds)].join(', ')
  return [
    ...(await loadPlugins()).map(({ name, version, title, commands }) => [
      name,
      version,
      commands.length === 0 ? say('what others find') : kindsOf(commands.map(({ kind }) => kind)),
      say(localize(title, spokenLanguage())),
    ]),
    ...records.map(({ name, version, kinds, source }) => [
      name,
      version,
      kindsOf(kinds),
      say('installed from {0}', source),
    ]),
  ]
}

async function targetRows(): Promise<string[][]> {
  const targets = await Promise.all(Object.values(TARGETS).map((load) => load()))
  return targets.map(({ name, usage, description }) => [name, usage, say(description)])
}

function print(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    )
  }
}
