import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCommandLine } from '../src/command-line.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PAGES = globSync(['README.md', 'docs/**/*.md', '{packages,apps}/*/README.md'], { cwd: ROOT })

/** Command lines that somebody may copy, in blocks of code: those of the runner, and those of plugins that scan as it does. */
function commandsOf(page: string): string[] {
  const lines = readFileSync(`${ROOT}/${page}`, 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [, command] =
      /^\s*(?:echo [^|]*\| )?(?:(?:pnpm dlx @veinmind\/runner|veinmind) |npx (?:-y )?@veinmind\/plugin-[a-z]+ (?=scan ))(\w.*)$/.exec(
        line,
      ) ?? []
    return command === undefined ? [] : [command.replace(/\s+(?:#|\|\||<) .*$/, '').trim()]
  })
}

const commands = [...new Set(PAGES.flatMap(commandsOf))]

test('the pages show many commands', () => {
  expect(commands.length).toBeGreaterThan(30)
})

test.each(commands)('veinmind %s', async (command) => {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  // What is wrong first is said first: of a right command, that is the flag which no command has.
  await expect(runCommandLine([...words, '--no-such-flag'])).rejects.toMatchObject({
    code: 'USAGE',
    message: 'unknown flag --no-such-flag',
  })
})
