import { join } from 'node:path'
import { makeFolder } from '@veinmind/internal'
import { declareFlags, GLOBAL_FLAGS, refuseUnknown, say } from '@veinmind/standalone'
import type { CliCommand } from '../cli-command.ts'
import { TARGETS } from '../manifest.ts'

const GROUPS = [{ title: 'General:', specs: GLOBAL_FLAGS }]
const TYPES = ['markdown', 'md', 'man', 'manpage', 'yaml', 'yml', 'rest', 'rst'] as const

/** `veinmind generate doc`: a page for each command, as it is declared. */
export const createGenerateCommand = (commands: () => readonly CliCommand[]): CliCommand => ({
  name: 'generate',
  declare(parser) {
    parser.command(
      'generate <what>',
      say('write a page on each command: Markdown, man, YAML or reStructuredText'),
      (command) => {
        command.usage(
          say('$0 generate doc\n\n{0}', say('write a page on each command: Markdown, man, YAML or reStructuredText')),
        )
        command.positional('what', { choices: ['doc'] as const, demandOption: true })
        command.example('$0 generate doc -t man -p ./man', say('manual pages in a folder'))
        command.option('path', {
          alias: 'p',
          group: say('Pages:'),
          describe: say('folder of the pages'),
          type: 'string',
          default: 'docs',
          defaultDescription: '"docs"',
          requiresArg: true,
        })
        command.option('type', {
          alias: 't',
          group: say('Pages:'),
          describe: say('how they are written'),
          choices: TYPES,
          default: 'markdown',
          defaultDescription: '"markdown"',
          requiresArg: true,
        })
        return declareFlags(command, GROUPS)
      },
      async (argv) => {
        const given: Readonly<Record<string, unknown>> = argv
        refuseUnknown(given, GROUPS, ['what', 'path', 'p', 'type', 't'])
        await writePages(String(given['path']), String(given['type']), commands())
      },
    )
  },
})

async function writePages(folder: string, type: string, commands: readonly CliCommand[]): Promise<void> {
  const [{ describeCommands }, { PAGE_FORMATS }, { writeOutput }] = await Promise.all([
    import('./command-page.ts'),
    import('./page-formats.ts'),
    import('@veinmind/internal/output'),
  ])
  const format = PAGE_FORMATS[type]
  if (!format) throw new TypeError(`there are no pages of ${type}`)
  const pages = await describeCommands(commands, Object.keys(TARGETS))
  await makeFolder(folder)
  for (const page of pages) await writeOutput(join(folder, format.fileName(page)), [format.write(page, pages)])
  process.stderr.write(`${say('{0} pages in {1}', pages.length, folder)}\n`)
}
