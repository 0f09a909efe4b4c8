const MAX_PATH = 4096

/** Characters that macOS leaves out when it compares names: `.g\u200cit` is git's own folder there (CVE-2014-9390). */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g
/** What Windows takes for `.git` too: its short name, and dots, blanks or a stream at the end (CVE-2019-1352). */
const GIT_FOLDER = /^(?:\.git|git~1)[. ]*(?::.*)?$/i

/** Why a name of a tree is not followed: git itself would refuse to check it out. */
export function wrongName(name: string, path: string): string | undefined {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0'))
    return 'its name would lead elsewhere'
  if (GIT_FOLDER.test(name.replace(IGNORED, ''))) return 'its name is that of git’s own folder'
  return path.length > MAX_PATH ? `its path is longer than ${MAX_PATH}` : undefined
}

/** Tells names of one folder that a file system may take for the same. */
export class Namesakes {
  readonly #seen = new Map<string, string>()

  /** What is to be said of a further name, if anything; `isSame` when it stands in the folder already, letter by letter. */
  add(name: string): { readonly isSame: boolean; readonly reason: string } | undefined {
    const key = name.normalize('NFC').toLowerCase()
    const other = this.#seen.get(key)
    if (other === undefined) this.#seen.set(key, name)
    else if (other === name) return { isSame: true, reason: 'its name stands in the folder twice' }
    else
      return {
        isSame: false,
        reason: `read, and beside it ${other}: on a disk that does not tell case apart, one takes the place of the other`,
      }
    return undefined
  }
}

/** Whether a symbolic link at `path` points out of the repository. */
export function leadsOut(path: string, target: string): boolean {
  if (target.startsWith('/') || target.includes('\0')) return true
  let depth = path.split('/').length - 1
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1
    else if (part !== '' && part !== '.') depth += 1
    if (depth < 0) return true
  }
  return false
}
