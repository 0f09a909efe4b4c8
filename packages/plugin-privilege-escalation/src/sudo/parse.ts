import { readCommand, readMembers, Scanner, SudoersFault } from './scanner.ts'
import type {
  CommandMember,
  CommandSpec,
  DefaultsLine,
  Member,
  Setting,
  SudoLine,
  SudoPolicy,
  Tags,
  UserSpec,
} from './model.ts'

const TAGS: Readonly<Record<string, Tags>> = {
  PASSWD: { password: true },
  NOPASSWD: { password: false },
  SETENV: { setenv: true },
  NOSETENV: { setenv: false },
  EXEC: { exec: true },
  NOEXEC: { exec: false },
}
const TAG =
  /(PASSWD|NOPASSWD|SETENV|NOSETENV|EXEC|NOEXEC|FOLLOW|NOFOLLOW|LOG_INPUT|NOLOG_INPUT|LOG_OUTPUT|NOLOG_OUTPUT|MAIL|NOMAIL|INTERCEPT|NOINTERCEPT)\s*:/y
const OPTION =
  /(ROLE|TYPE|PRIVS|LIMITPRIVS|TIMEOUT|NOTBEFORE|NOTAFTER|CWD|CHROOT|APPARMOR_PROFILE)\s*=\s*("[^"]*"|[^\s,]+)/y
const ALIAS_LINE = /(User|Runas|Host|Cmnd|Cmd)_Alias(?=\s)/y

interface Draft {
  readonly defaults: DefaultsLine[]
  readonly specs: UserSpec[]
  readonly User: Map<string, readonly Member[]>
  readonly Runas: Map<string, readonly Member[]>
  readonly Host: Map<string, readonly Member[]>
  readonly Cmnd: Map<string, readonly CommandMember[]>
}

/** What lines of sudo say (sudoers(5)), includes followed. A line that is wrong is a fault, and the others stand. */
export function parsePolicy(lines: readonly SudoLine[]): SudoPolicy {
  const draft: Draft = { defaults: [], specs: [], User: new Map(), Runas: new Map(), Host: new Map(), Cmnd: new Map() }
  const faults = lines.flatMap((line) => {
    try {
      readLine(line, draft)
      return []
    } catch (error) {
      if (error instanceof SudoersFault) return [line.at]
      throw error
    }
  })
  const { defaults, specs, User, Runas, Host, Cmnd } = draft
  return {
    defaults,
    specs,
    userAliases: User,
    runasAliases: Runas,
    hostAliases: Host,
    commandAliases: Cmnd,
    faults,
  }
}

function readLine({ text, at }: SudoLine, draft: Draft): void {
  const scanner = new Scanner(text)
  if (scanner.isAtEnd) return
  const alias = scanner.match(ALIAS_LINE)?.[1]
  if (alias !== undefined) return readAliases(scanner, alias, draft)
  if (/^Defaults(?:[@:!>\s]|$)/.test(text.trim())) {
    draft.defaults.push(readDefaults(scanner, at))
    return
  }
  const users = readMembers(scanner)
  do {
    const hosts = readMembers(scanner)
    if (!scanner.take('=')) throw new SudoersFault()
    draft.specs.push({ users, hosts, commands: readCommands(scanner), at })
  } while (scanner.take(':'))
  if (!scanner.isAtEnd) throw new SudoersFault()
}

function readAliases(scanner: Scanner, kind: string, draft: Draft): void {
  do {
    const name = scanner.match(/[A-Z][A-Z0-9_]*/y)?.[0]
    if (name === undefined || !scanner.take('=')) throw new SudoersFault()
    if (kind === 'Cmnd' || kind === 'Cmd') {
      const commands: CommandMember[] = []
      do commands.push(readCommand(scanner))
      while (scanner.take(','))
      draft.Cmnd.set(name, commands)
    } else {
      draft[kind as 'User' | 'Runas' | 'Host'].set(name, readMembers(scanner))
    }
  } while (scanner.take(':'))
  if (!scanner.isAtEnd) throw new SudoersFault()
}

/** Settings of a command hold for the commands behind it, too. */
function readCommands(scanner: Scanner): readonly CommandSpec[] {
  const specs: CommandSpec[] = []
  let runas: Pick<CommandSpec, 'runasUsers' | 'runasGroups'> = {}
  let tags: Tags = {}
  let options: Readonly<Record<string, string>> = {}
  do {
    if (scanner.take('(')) runas = readRunas(scanner)
    for (;;) {
      const option = scanner.match(OPTION)
      const tag = option === undefined ? scanner.match(TAG) : undefined
      if (option !== undefined) options = { ...options, [option[1] ?? '']: (option[2] ?? '').replaceAll('"', '') }
      else if (tag !== undefined) tags = { ...tags, ...TAGS[tag[1] ?? ''] }
      else break
    }
    specs.push({ ...runas, tags, options, command: readCommand(scanner) })
  } while (scanner.take(','))
  return specs
}

function readRunas(scanner: Scanner): Pick<CommandSpec, 'runasUsers' | 'runasGroups'> {
  const users = scanner.peek() === ')' || scanner.peek() === ':' ? [] : readMembers(scanner)
  const groups = scanner.take(':') && scanner.peek() !== ')' ? readMembers(scanner) : undefined
  if (!scanner.take(')')) throw new SudoersFault()
  return { runasUsers: users, ...(groups === undefined ? {} : { runasGroups: groups }) }
}

const SCOPES = { '@': 'host', ':': 'user', '!': 'command', '>': 'runas' } as const

function readDefaults(scanner: Scanner, at: DefaultsLine['at']): DefaultsLine {
  const sign = scanner.match(/Defaults([@:!>]?)/y)?.[1] ?? ''
  const scope = sign in SCOPES ? SCOPES[sign as keyof typeof SCOPES] : 'all'
  const commands: CommandMember[] = []
  if (scope === 'command') {
    // A command of a scope has no arguments: settings follow it.
    do commands.push({ isNegated: scanner.negation(), kind: 'command', value: scanner.name(/[\s,]/), digests: [] })
    while (scanner.take(','))
  }
  const members = scope === 'all' || scope === 'command' ? [] : readMembers(scanner)
  const settings: Setting[] = []
  do settings.push(readSetting(scanner))
  while (scanner.take(','))
  if (!scanner.isAtEnd) throw new SudoersFault()
  return { scope, members, commands, settings, at }
}

function readSetting(scanner: Scanner): Setting {
  const isNegated = scanner.negation()
  const name = scanner.match(/[a-z][a-z0-9_]*/y)?.[0]
  if (name === undefined) throw new SudoersFault()
  const operator = scanner.match(/\+=|-=|=/y)?.[0] as Setting['operator']
  if (operator === undefined) return { name, isNegated }
  scanner.skipSpace()
  return { name, isNegated, operator, value: scanner.name(/[\s,]/) }
}
