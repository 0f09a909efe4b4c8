/**
 * Whether a glob fits a path: `**` any folders (also none), `*` any characters but `/`, `?` one of them; everything else
 * stands for itself. The globs of a scanned folder are hostile, so time grows with the product of the lengths at most, which
 * regular expressions and brace expansion do not promise.
 */
export function fitsGlob(glob: string, path: string): boolean {
  const folders = glob.split('/')
  const parts = path.split('/')
  // What of the glob fits the parts so far: reachable[i] when its first i folders do.
  let reachable = spread([true], folders)
  for (const part of parts) {
    const next: boolean[] = []
    for (const [at, folder] of folders.entries()) {
      if (!reachable[at]) continue
      if (folder === '**') next[at] = true
      else if (fitsName(folder, part)) next[at + 1] = true
    }
    reachable = spread(next, folders)
  }
  return reachable[folders.length] === true
}

/** `**` fits no folder as well. */
function spread(reachable: boolean[], folders: readonly string[]): boolean[] {
  for (const [at, folder] of folders.entries()) if (reachable[at] && folder === '**') reachable[at + 1] = true
  return reachable
}

/** One name: on a mismatch the last star takes one character more. */
function fitsName(glob: string, name: string): boolean {
  let at = 0
  let star = -1
  let taken = 0
  for (let position = 0; position < name.length;) {
    if (glob[at] === '*') {
      star = at++
      taken = position
    } else if (at < glob.length && (glob[at] === '?' || glob[at] === name[position])) {
      at += 1
      position += 1
    } else if (star >= 0) {
      at = star + 1
      position = ++taken
    } else return false
  }
  while (glob[at] === '*') at += 1
  return at === glob.length
}
