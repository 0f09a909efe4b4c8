import { fitsGlob } from './glob.ts'

/** What an ignore file says. */
export interface Ignore {
  matches(path: string, isFolder: boolean): boolean
}

interface Line {
  readonly glob: string
  readonly isFolderOnly: boolean
  readonly isKept: boolean
}

const MAX_LINES = 1000
const MAX_LINE = 500

/**
 * Reads an ignore file: a glob a line, as git does it. `#` begins a comment, `!` keeps what an earlier line left out, a
 * `/` at the end means folders alone, and a pattern without another `/` fits at any depth.
 */
export function createIgnore(text: string): Ignore {
  const lines = text.split(/\r?\n/, MAX_LINES).flatMap((line) => parseLine(line.trim()))
  return {
    matches: (path, isFolder) => {
      const last = lines.findLast(({ glob, isFolderOnly }) => (isFolder || !isFolderOnly) && fitsGlob(glob, path))
      return last !== undefined && !last.isKept
    },
  }
}

function parseLine(line: string): Line[] {
  if (line === '' || line.startsWith('#') || line.length > MAX_LINE) return []
  const isKept = line.startsWith('!')
  const pattern = isKept ? line.slice(1) : line
  const isFolderOnly = pattern.endsWith('/')
  const bare = isFolderOnly ? pattern.slice(0, -1) : pattern
  const glob = bare.startsWith('/') ? bare.slice(1) : bare.includes('/') ? bare : `**/${bare}`
  return glob === '' ? [] : [{ glob, isFolderOnly, isKept }]
}
