import { option } from '@veinmind/sdk'
import {
  CACHE_FLAGS,
  DATA_FLAGS,
  declareFlags,
  flagsOf,
  GLOBAL_FLAGS,
  outputWidth,
  refuseUnknown,
  say,
} from '@veinmind/standalone'
import type { CliCommand } from '../cli-command.ts'
import type { Row, Section, State } from './check.ts'

const SPECS = {
  'cache-dir': CACHE_FLAGS['cache-dir'],
  'data-dir': DATA_FLAGS['data-dir'],
  json: option.boolean('print what was found as JSON'),
} as const

const GROUPS = [
  { title: 'Folders:', specs: SPECS },
  { title: 'General:', specs: GLOBAL_FLAGS },
]

/** As where something was found (docs/exit-codes.md): something that is meant to work does not. */
const BROKEN = 1
const MARKS: Readonly<Record<State, string>> = { ok: 'ok', off: '-', warn: '!', bad: 'BAD' }

/** `veinmind doctor [registry…]`: what a scan would find here to work with, what does not work, and what to do. */
export const doctorCommand: CliCommand = {
  name: 'doctor',
  declare(parser, context) {
    parser.command(
      'doctor [registries..]',
      say('say what works here, what does not, and what to do'),
      (command) => {
        command.usage(say('$0 doctor [registry …]\n\n{0}', say('say what works here, what does not, and what to do')))
        command.positional('registries', {
          type: 'string',
          array: true,
          describe: say('registries to log in to; none is asked otherwise'),
        })
        command.example('$0 doctor harbor.local', say('also whether a registry lets this user in'))
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        refuseUnknown(given, GROUPS, ['registries'])
        const { resolveOptions } = await import('@veinmind/engine')
        const flags = await resolveOptions(SPECS, flagsOf(given, { title: '', specs: SPECS }))
        const sections = await examine(context.version, flags, registriesOf(given['registries']))
        process.stdout.write(flags.json ? `${JSON.stringify(sections, undefined, 2)}\n` : await tableOf(sections))
        context.exit(sections.some(({ rows }) => rows.some(({ state }) => state === 'bad')) ? BROKEN : 0)
      },
    )
  },
}

const registriesOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

interface Folders {
  readonly 'cache-dir': string | undefined
  readonly 'data-dir': string | undefined
}

async function examine(version: string, folders: Folders, registries: readonly string[]): Promise<readonly Section[]> {
  const [machine, kept, network] = await Promise.all([
    import('./machine.ts'),
    import('./folders.ts'),
    import('./network.ts'),
  ])
  const sections: readonly Section[] = [
    { title: say('Program'), rows: machine.runtimeRows(version) },
    { title: say('Engines'), rows: await machine.engineRows() },
    {
      title: say('Folders'),
      rows: [...(await kept.cacheRows(folders['cache-dir'])), ...(await kept.databaseRows(folders['data-dir']))],
    },
    { title: say('Installed plugins'), rows: await kept.pluginRows(folders['data-dir']) },
    { title: say('Network'), rows: [...network.proxyRows(), ...network.certificateRows()] },
    { title: say('Registries'), rows: await network.registryRows(registries) },
  ]
  return sections.filter(({ rows }) => rows.length > 0)
}

/** A line for each thing, what to do below it. */
async function tableOf(sections: readonly Section[]): Promise<string> {
  const { pad, widthOf, wrap } = await import('@veinmind/report')
  const width = Math.min(120, outputWidth(process.stdout))
  const names = Math.max(...sections.flatMap(({ rows }) => rows.map(({ name }) => widthOf(name))))
  const indent = 2 + 5 + names + 2
  const linesOf = ({ state, name, text, hint }: Row): readonly string[] => {
    const [first = '', ...more] = [
      ...wrap(text, width - indent),
      ...(hint === undefined ? [] : wrap(`→ ${hint}`, width - indent)),
    ]
    const head = `  ${MARKS[state].padEnd(5)}${pad(name, names)}  ${first}`
    return [head, ...more.map((line) => `${' '.repeat(indent)}${line}`)]
  }
  return sections.map(({ title, rows }) => [title, ...rows.flatMap(linesOf), ''].join('\n')).join('\n')
}
