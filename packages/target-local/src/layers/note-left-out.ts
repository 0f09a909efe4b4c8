/** Files that are named: a container may have as many of them as it likes. */
const MOST = 50

/** Says of each file once what of it was left out of a layer, and of many that there are more. A layer may be read again. */
export function noteLeftOut(note: (what: string, reason: string) => void): (path: string, reason: string) => void {
  const known = new Set<string>()
  return (path, reason) => {
    if (known.has(path) || known.size > MOST) return
    known.add(path)
    if (known.size <= MOST) note(`content of ${path}`, reason)
    else note('content of other files', `more files are like that than the ${MOST} that are named`)
  }
}
