/** One challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1). */
export interface Challenge {
  /** Lower case, such as `bearer`. */
  readonly scheme: string
  /** By lower-case name. */
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const VALUE = /"((?:[^"\\]|\\.)*)"|([^\s,"]+)/y
const GAP = /[\s,]*/y

/** Reads every challenge of the header; what cannot be read ends it. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { readonly scheme: string; readonly parameters: Map<string, string> }[] = []
  const text = header.slice(0, 8192)
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  for (;;) {
    take(GAP)
    const word = take(TOKEN)?.[0]
    if (word === undefined) return challenges
    if (text[at] !== '=') {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() })
      continue
    }
    at++
    const value = take(VALUE)
    if (!value) return challenges
    challenges.at(-1)?.parameters.set(word.toLowerCase(), value[1]?.replace(/\\(.)/g, '$1') ?? value[2] ?? '')
  }
}
