/** One command of a shell script: `apt-get install -y curl`. */
export interface ShellCommand {
  /** Name of the program without its folder, in lower case; `''` for a bare assignment. */
  readonly name: string
  /** The program and its arguments, without quotes; what only wraps it (`sudo`, `env`, `VAR=x`) is left out. */
  readonly words: readonly string[]
  /** Words that stand before the program. */
  readonly wrappers: readonly string[]
  /** What joins it to the command before it. */
  readonly joint: '' | '&&' | '||' | ';' | '|' | '&'
  /** Its text. */
  readonly text: string
  /** It starts a shell whose script is too deep in others to be looked at. */
  readonly isCut?: true
}

/** Words that run the command behind them. */
const WRAPPERS = new Set([
  '!',
  'if',
  'then',
  'else',
  'elif',
  'do',
  'while',
  'until',
  'time',
  'exec',
  'command',
  'env',
  'sudo',
  'doas',
  'nohup',
  'eatmydata',
  '{',
])
const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh'])
/** Scripts of shells in others that are looked at. */
export const MAX_DEPTH = 3

interface Token {
  readonly value: string
  readonly start: number
  readonly end: number
}

/** The commands of a script: split at `&&`, `||`, `;`, `|`, `&`, line ends, and the borders of subshells; scripts of `sh -c` too. */
export function splitCommands(script: string, depth = 0): readonly ShellCommand[] {
  const commands: ShellCommand[] = []
  let tokens: Token[] = []
  let joint: ShellCommand['joint'] = ''
  const finish = (next: ShellCommand['joint']): void => {
    const command = toCommand(tokens, joint, script)
    if (command) {
      commands.push(depth >= MAX_DEPTH && scriptOf(command) !== undefined ? { ...command, isCut: true } : command)
      commands.push(...innerCommands(command, depth))
    }
    tokens = []
    joint = next
  }
  for (let at = 0; at < script.length;) {
    const separator = separatorAt(script, at)
    if (separator) {
      finish(separator.joint)
      at += separator.length
    } else if (/\s/.test(script[at] ?? '')) at++
    else if (script[at] === '#' && tokens.at(-1)?.end !== at) at = endOfLine(script, at)
    else {
      const token = readToken(script, at)
      tokens.push(token)
      at = token.end
    }
  }
  finish('')
  return commands
}

/** The command of an exec form. */
export function execCommands(words: readonly string[]): readonly ShellCommand[] {
  const command = toCommand(
    words.map((value) => ({ value, start: 0, end: 0 })),
    '',
    words.join(' '),
  )
  if (!command) return []
  const whole = { ...command, text: words.join(' ') }
  return [whole, ...innerCommands(whole, 0)]
}

/** Whether one of the words is this option, also inside a group of short ones (`-yq`). */
export function hasOption(command: ShellCommand, ...names: readonly string[]): boolean {
  return command.words.slice(1).some((word) =>
    names.some((name) => {
      if (name.startsWith('--')) return word === name || word.startsWith(`${name}=`)
      return /^-[A-Za-z]+$/.test(word) && word.includes(name.slice(1))
    }),
  )
}

function innerCommands(command: ShellCommand, depth: number): readonly ShellCommand[] {
  const script = depth < MAX_DEPTH ? scriptOf(command) : undefined
  return script === undefined ? [] : splitCommands(script, depth + 1)
}

/** The script of a command that starts a shell with one. */
function scriptOf({ name, words }: ShellCommand): string | undefined {
  if (/^(?:powershell|pwsh)(?:\.exe)?$/.test(name)) {
    const from = words.findIndex((word, index) => index > 0 && !word.startsWith('-'))
    return from === -1 ? undefined : words.slice(from).join(' ')
  }
  const at = SHELLS.has(name) ? words.findIndex((word) => /^-[a-z]*c$/.test(word)) : -1
  return at === -1 ? undefined : words[at + 1]
}

function separatorAt(script: string, at: number): { joint: ShellCommand['joint']; length: number } | undefined {
  const two = script.slice(at, at + 2)
  if (two === '&&' || two === '||') return { joint: two, length: 2 }
  if (two === '$(') return { joint: ';', length: 2 }
  if (two === '|&') return { joint: '|', length: 2 }
  if (two === '&>') return undefined
  const one = script[at]
  if (one === '|' || one === ';') return { joint: one, length: 1 }
  if (one === '&') return script[at - 1] === '>' || script[at - 1] === '<' ? undefined : { joint: '&', length: 1 }
  if (one === '\n' || one === '(' || one === ')' || one === '`') return { joint: ';', length: 1 }
  return undefined
}

function readToken(script: string, start: number): Token {
  let value = ''
  let at = start
  while (at < script.length) {
    const character = script[at] ?? ''
    if (at > start && (/\s/.test(character) || separatorAt(script, at))) break
    if (character === '\\') {
      value += script[at + 1] ?? ''
      at += 2
    } else if (character === "'" || character === '"') {
      const end = endOfQuote(script, at)
      value += script.slice(at + 1, end)
      at = end + 1
    } else {
      value += character
      at++
    }
  }
  return { value, start, end: Math.min(at, script.length) }
}

function endOfQuote(script: string, start: number): number {
  const quote = script[start]
  for (let at = start + 1; at < script.length; at++) {
    if (script[at] === quote) return at
    if (script[at] === '\\' && quote === '"') at++
  }
  return script.length
}

function endOfLine(script: string, at: number): number {
  const end = script.indexOf('\n', at)
  return end === -1 ? script.length : end
}

function toCommand(tokens: readonly Token[], joint: ShellCommand['joint'], script: string): ShellCommand | undefined {
  const [first] = tokens
  const last = tokens.at(-1)
  if (!first || !last) return undefined
  let from = 0
  while (from < tokens.length && isWrapper(tokens, from)) from++
  const words = tokens.slice(from).map(({ value }) => value)
  return {
    name: baseOf(words[0] ?? ''),
    words,
    wrappers: tokens.slice(0, from).map(({ value }) => value),
    joint,
    text: script.slice(first.start, last.end),
  }
}

function isWrapper(tokens: readonly Token[], at: number): boolean {
  const { value = '' } = tokens[at] ?? {}
  if (WRAPPERS.has(baseOf(value)) || /^[A-Za-z_]\w*=/.test(value)) return true
  // The options of a wrapper: `sudo -E apt-get`.
  return at > 0 && value.startsWith('-') && WRAPPERS.has(baseOf(tokens[at - 1]?.value ?? ''))
}

function baseOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1).toLowerCase()
}
