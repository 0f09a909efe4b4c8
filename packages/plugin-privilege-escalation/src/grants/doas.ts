import { content, defineInspector, kib } from '@veinmind/sdk'
import type { Inspector, Location } from '@veinmind/sdk'
import type { Grant } from './grant.ts'
import type { SudoUser } from '../sudo/decide.ts'

/** A line of doas.conf(5). */
export interface DoasRule {
  readonly line: number
  readonly isPermit: boolean
  readonly options: readonly string[]
  /** A name, `:` and a group, or a number. */
  readonly identity: string
  readonly target?: string
  readonly command?: string
  readonly args?: readonly string[]
}

const FILE = /^(?:\/usr\/local)?\/etc\/doas(?:\.d\/[^/]+\.conf|\.conf)$/
const MOST_RULES = 1_000

/** Reads the files of doas. */
export const doasFiles: Inspector<readonly DoasRule[]> = defineInspector<readonly DoasRule[]>({
  id: 'doas-files',
  version: 1,
  wants: ({ path, type }) => type === 'file' && FILE.test(path) && content({ max: kib(256), over: 'head' }),
  inspect({ bytes, incomplete }) {
    const rules = readDoas(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'))
    if (rules.length > MOST_RULES) incomplete(`only the first ${MOST_RULES} rules were read`)
    return rules.length === 0 ? undefined : rules.slice(0, MOST_RULES)
  },
})

/** The rules of a text. Those that are wrong are left out: doas refuses the file then. */
export function readDoas(text: string): readonly DoasRule[] {
  const joined = text.replaceAll(/\\\n/g, '  ')
  return joined.split('\n').flatMap((line, index) => {
    const words = [...line.matchAll(/#.*|"((?:\\.|[^"\\])*)"|\{|\}|[^\s{}"]+/g)]
      .map(([word, quoted]) => quoted ?? word)
      .filter((word) => !word.startsWith('#'))
    const rule = readRule(words, index + 1)
    return rule === undefined ? [] : [rule]
  })
}

const OPTIONS = new Set(['nopass', 'nolog', 'persist', 'keepenv', 'setenv'])

function readRule(words: readonly string[], line: number): DoasRule | undefined {
  const [action, ...rest] = words
  if (action !== 'permit' && action !== 'deny') return undefined
  const options: string[] = []
  let at = 0
  while (OPTIONS.has(rest[at] ?? '')) {
    options.push(rest[at] ?? '')
    at += 1
    if (options.at(-1) === 'setenv' && rest[at] === '{') at = rest.indexOf('}', at) + 1 || rest.length
  }
  const identity = rest[at]
  if (identity === undefined) return undefined
  at += 1
  const target = rest[at] === 'as' ? rest[at + 1] : undefined
  if (target !== undefined) at += 2
  const command = rest[at] === 'cmd' ? rest[at + 1] : undefined
  if (command !== undefined) at += 2
  const args = rest[at] === 'args' ? rest.slice(at + 1) : undefined
  return {
    line,
    isPermit: action === 'permit',
    options,
    identity,
    ...(target === undefined ? {} : { target }),
    ...(command === undefined ? {} : { command }),
    ...(args === undefined ? {} : { args }),
  }
}

/** The grants of a file's rules. The last rule that matches counts: a later `deny` takes back what it covers. */
export function doasGrants(rules: readonly DoasRule[], at: Location, users: readonly SudoUser[]): readonly Grant[] {
  return rules.flatMap((rule, index) => {
    if (!rule.isPermit) return []
    const later = rules.slice(index + 1)
    const matched = users.filter(
      (user) => user.uid !== 0 && isFor(rule.identity, user) && !later.some((one) => isReplacedBy(rule, one, user)),
    )
    if (matched.length === 0) return []
    return [
      {
        via: 'doas' as const,
        at: { ...at, line: rule.line },
        users: matched,
        isForAdministrators: rule.identity === ':wheel' || rule.identity === ':sudo',
        runas: rule.target ?? 'root',
        isFree: rule.options.includes('nopass'),
        command: {
          isNegated: false,
          kind: rule.command === undefined ? ('all' as const) : ('command' as const),
          value: rule.command ?? 'ALL',
          ...(rule.args === undefined ? {} : { args: rule.args.join(' ') }),
          digests: [],
        },
        exceptions: [],
        setsEnvironment: rule.options.includes('keepenv'),
        isWithoutExec: false,
      },
    ]
  })
}

function isFor(identity: string, user: SudoUser): boolean {
  if (identity.startsWith(':'))
    return user.groups.some(({ name, gid }) => name === identity.slice(1) || String(gid) === identity.slice(1))
  return identity === user.name || identity === String(user.uid)
}

function isReplacedBy(rule: DoasRule, later: DoasRule, user: SudoUser): boolean {
  if (!isFor(later.identity, user)) return false
  const isSameTarget = later.target === undefined || later.target === (rule.target ?? 'root')
  const isSameCommand = later.command === undefined || (later.command === rule.command && later.args === undefined)
  return isSameTarget && isSameCommand
}
