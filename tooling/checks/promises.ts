import { posix } from 'node:path'
import type { Problem, Workspace } from './workspace.ts'

const PAGE = 'docs/threat-model.md'

/**
 * Every promise of the threat model (a row of its tables) names the tests that show it, by links whose text is the beginning of a
 * test's title; each of these tests exists. Tables of what is not promised have one column and need none.
 */
export function checkPromises(workspace: Workspace): Problem[] {
  if (!workspace.has(PAGE)) return [{ at: PAGE, message: 'is missing' }]
  return workspace
    .read(PAGE)
    .split('\n')
    .flatMap((line, index) => {
      const at = `${PAGE}:${index + 1}`
      const links = [...line.matchAll(/\[([^\]]+)\]\(([^)\s]+\.test\.ts)\)/g)]
      const unknown = links.filter(
        ([, title = '', link = '']) => !hasTest(workspace, posix.join(posix.dirname(PAGE), link), title),
      )
      const problems = unknown.map(([, title, link]) => ({ at, message: `${link} has no test "${title}"` }))
      return isPromise(line) && links.length === 0
        ? [...problems, { at, message: 'no test shows this promise' }]
        : problems
    })
}

function isPromise(line: string): boolean {
  const cells = line.split('|').length - 2
  return line.startsWith('|') && cells > 1 && !/^\|[\s|:-]+$/.test(line) && !line.startsWith('| what is promised')
}

function hasTest(workspace: Workspace, path: string, title: string): boolean {
  if (!workspace.has(path)) return false
  const text = workspace.read(path).replaceAll(/\\(['"`])/g, '$1')
  return ["'", '"', '`'].some((quote) => text.includes(quote + title))
}
