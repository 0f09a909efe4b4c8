/** A flag of a command line, by its long name. */
export interface Flag {
  readonly name: string
  readonly value: string
}

/** Short flags of docker's daemon that are looked at. */
const SHORT: Readonly<Record<string, string>> = {
  H: 'host',
  l: 'log-level',
  g: 'graph',
  p: 'pidfile',
  b: 'bridge',
  s: 'storage-driver',
}

/** The flags of a command: `-H x`, `-H=x`, `-Hx`, `--host x`, `--host=x`, `--tlsverify`. What has no value is `true`. */
export function flagsOf(args: readonly string[]): readonly Flag[] {
  const flags: Flag[] = []
  for (const [index, argument] of args.entries()) {
    const next = args[index + 1]
    const follows = next !== undefined && !next.startsWith('-') ? next : undefined
    const long = /^--([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(argument)
    const short = /^-([A-Za-z])=?(.*)$/s.exec(argument)
    if (long) flags.push({ name: long[1] ?? '', value: unquote(long[2] ?? follows ?? 'true') })
    else if (short && SHORT[short[1] ?? ''] !== undefined)
      flags.push({ name: SHORT[short[1] ?? ''] ?? '', value: unquote(short[2] || (follows ?? 'true')) })
  }
  return flags
}

/** The words of a command as a unit or a file of variables has it: quotes keep blanks, and variables of `values` are put in. */
export function wordsOf(command: string, values: ReadonlyMap<string, string> = new Map()): readonly string[] {
  const words = command.slice(0, 20_000).match(/"[^"]*"|'[^']*'|[^\s"']+(?:"[^"]*"|'[^']*')?/g) ?? []
  return words.flatMap((word) => {
    const name = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(word)?.[1]
    if (name === undefined) return [unquote(word)]
    return (values.get(name) ?? '').split(/\s+/).filter(Boolean).map(unquote)
  })
}

function unquote(word: string): string {
  return /^(["']).*\1$/s.test(word) && word.length > 1 ? word.slice(1, -1) : word
}
