/** What is not read of a repository: said once each, and of many that there are more. */
export interface Gaps {
  /** Of the report; they grow while the repository is read. */
  readonly notes: readonly string[]
  /** What should have been read, and could not. */
  readonly missing: readonly string[]
  /** Says what is not for reading (a link). */
  note(what: string, reason: string): void
  miss(what: string, reason: string): void
}

const MOST = 50

/** A list that begins with `first`. */
export function createGaps(first: readonly string[]): Gaps {
  const notes = [...first]
  const missing: string[] = []
  const addTo = (list: string[]): Gaps['note'] => {
    const known = new Set<string>()
    return (what, reason) => {
      if (known.has(what) || known.size > MOST) return
      known.add(what)
      list.push(
        known.size <= MOST
          ? `${what}: ${reason}`
          : `more of the repository is like that than the ${MOST} that are named`,
      )
    }
  }
  return { notes, missing, note: addTo(notes), miss: addTo(missing) }
}
