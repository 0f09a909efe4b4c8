import type { AccountSystem } from '@veinmind/inventory'
import { kib, parentPath } from '@veinmind/sdk'
import type { Location, ScanContext } from '@veinmind/sdk'
import type { SudoLine } from './model.ts'

const MOST_FILES = 200
const MOST_DEPTH = 16
const INCLUDE = /^[@#]include(dir)?\s+(?:"([^"]+)"|(\S(?:\\.|[^\s\\])*))/

/** A file of sudo: its lines, joined where they are continued, without comments. */
interface SudoFile {
  readonly at: Location
  readonly lines: readonly { readonly line: number; readonly text: string }[]
}

/**
 * The lines of sudo in the order in which it reads them: those of `/etc/sudoers`, each include in its place. Folders are read in the
 * order of their names, without those that end in `~` or hold a dot.
 */
export async function loadSudoLines(system: AccountSystem, ctx: ScanContext): Promise<readonly SudoLine[]> {
  const known = new Map(system.sudoers.flatMap((file) => (file.at.path === undefined ? [] : [[file.at.path, file]])))
  const lines: SudoLine[] = []
  let count = 0
  const read = async (path: string, depth: number): Promise<void> => {
    const file = await fileAt(path, known, ctx)
    if (file === undefined) return
    count += 1
    if (count > MOST_FILES || depth > MOST_DEPTH) return ctx.incomplete('sudo has more files than are read', { path })
    for (const { line, text } of file.lines) {
      const [, isFolder, quoted, plain] = INCLUDE.exec(text) ?? []
      const named = quoted ?? plain?.replaceAll(/\\(.)/g, '$1')
      if (named === undefined) lines.push({ text, at: { ...file.at, line } })
      else {
        const target = named.startsWith('/') ? named : `${parentPath(path)}/${named}`
        for (const next of isFolder === undefined ? [target] : await namesIn(target, known, ctx))
          await read(next, depth + 1)
      }
    }
  }
  await read('/etc/sudoers', 0)
  return lines
}

async function fileAt(
  path: string,
  known: ReadonlyMap<string, SudoFile>,
  { files }: ScanContext,
): Promise<SudoFile | undefined> {
  const file = known.get(path)
  if (file !== undefined) return file
  try {
    const bytes = await files.readFile(path, { max: kib(256) })
    return { at: { path }, lines: joinLines(Buffer.from(bytes).toString('latin1')) }
  } catch {
    return undefined
  }
}

async function namesIn(
  folder: string,
  known: ReadonlyMap<string, SudoFile>,
  { files }: ScanContext,
): Promise<readonly string[]> {
  const plain = folder.replace(/\/+$/, '')
  const below = [...known.keys()].filter((path) => parentPath(path) === plain)
  let listed: readonly string[] = []
  try {
    listed = (await files.readdir(plain)).filter(({ type }) => type !== 'directory').map(({ path }) => path)
  } catch {
    // A folder that is not there has no files.
  }
  return [...new Set([...below, ...listed])]
    .filter((path) => !/(?:~|\/[^/]*\.[^/]*)$/.test(path))
    .toSorted((a, b) => (a < b ? -1 : 1))
}

/** Lines of a file that the fact of accounts has not read: continued ones joined, comments left out. */
export function joinLines(text: string): SudoFile['lines'] {
  const joined: { line: number; text: string }[] = []
  let isOpen = false
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '')
    const last = joined.at(-1)
    if (isOpen && last !== undefined) last.text += line.replace(/\\$/, '').replace(/^\s+/, ' ')
    else joined.push({ line: index + 1, text: line.replace(/\\$/, '') })
    isOpen = line.endsWith('\\')
  }
  return joined.flatMap(({ line, text: full }) => {
    const at = full.search(/(?<!\\)#(?!include(?:dir)?\s|-?\d)/)
    const plain = (at === -1 ? full : full.slice(0, at)).trim()
    return plain === '' ? [] : [{ line, text: plain }]
  })
}
