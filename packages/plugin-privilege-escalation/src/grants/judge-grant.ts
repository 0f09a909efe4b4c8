import { baseName, parentPath } from '@veinmind/sdk'
import type { Confidence, ScanContext, Severity } from '@veinmind/sdk'
import { moved, severityHere } from '../context.ts'
import type { Surroundings } from '../context.ts'
import { rootPathOf } from '../files/root-paths.ts'
import { judgeWritable } from '../files/judge-writable.ts'
import { writersIn } from '../files/writable-files.ts'
import { effectsText, programNamed } from '../programs/program-of.ts'
import type { Program } from '../programs/program-of.ts'
import type { Grant } from './grant.ts'

/** What a user can do with a rule of sudo or doas. */
export interface GrantVerdict {
  readonly rule: string
  readonly severity: Severity
  readonly confidence?: Confidence
  readonly reason: string
}

const WILDCARD = /(?<!\\)[*?[]/
/** Programs that run what they are given without any argument. */
const SHELLS = new Set(
  'bash sh dash ash zsh ksh csh tcsh fish busybox python perl ruby php node lua gdb su env'.split(' '),
)
/** Programs that start a shell when they are asked to while they run, whatever arguments they were given. */
const INTERACTIVE = new Set(
  'less more most man vi vim view nano pico ed emacs joe mysql psql sqlite3 ftp sftp gdb mutt lynx w3m elinks crontab visudo vipw vigr tmux screen'.split(
    ' ',
  ),
)
const PAGED = /^(?:status|list|show|cat|log|diff|help|branch)\b|--help/

interface JudgeContext {
  readonly here: Surroundings
  readonly ctx: ScanContext
}

/** What is wrong with a grant, the worst first; nothing where it gives one harmless command. */
export async function judgeGrant(grant: Grant, { here, ctx }: JudgeContext): Promise<readonly GrantVerdict[]> {
  const severity = severityOf(grant, here)
  const { kind, value } = grant.command
  const who = namesOf(grant)
  const { runas } = grant
  const tag = grant.isFree ? 'NOPASSWD' : 'PASSWD'
  const verdicts: GrantVerdict[] = []
  if (kind === 'all') {
    if (grant.exceptions.length > 0)
      verdicts.push({
        rule: 'PRIV-043',
        severity: severity('high'),
        reason: `${who} may run as ${runas} all but ${grant.exceptions.slice(0, 5).join(', ')} (${tag})`,
      })
    else if (grant.isFree)
      verdicts.push({
        rule: 'PRIV-040',
        severity: severity('high'),
        reason: `${who} may run everything as ${runas} (${tag})`,
      })
    else
      verdicts.push({
        rule: 'PRIV-041',
        severity: severity('medium'),
        reason: `${who} may run everything as ${runas} (${tag})`,
      })
  } else if (kind === 'sudoedit') verdicts.push(...judgeEdit(grant, { who, runas, tag, severity }))
  else if (kind !== 'list') {
    const told = judgeCommand(grant, { who, runas, tag, severity })
    if (told !== undefined) verdicts.push(told)
    const writer = WILDCARD.test(value) ? undefined : await writableBy(grant, { here, ctx })
    if (writer !== undefined && grant.command.digests.length === 0)
      verdicts.push({
        rule: 'PRIV-045',
        severity: severity('high'),
        reason: `${who} may run ${value} as ${runas} (${tag}), which others may change: ${writer}`,
      })
  }
  if (grant.setsEnvironment && kind !== 'all' && verdicts.length === 0)
    verdicts.push({
      rule: 'PRIV-047',
      severity: severity('high'),
      reason: `${who} may run ${value} as ${runas} (${tag}) and set its environment`,
    })
  return verdicts
}

interface Words {
  readonly who: string
  readonly runas: string
  readonly tag: string
  readonly severity: (base: Severity) => Severity
}

function judgeCommand(grant: Grant, { who, runas, tag, severity }: Words): GrantVerdict | undefined {
  const { value, args, kind } = grant.command
  if (kind === 'folder' || WILDCARD.test(value) || value.startsWith('^'))
    return {
      rule: 'PRIV-044',
      severity: severity('medium'),
      reason: `${who} may run as ${runas} whatever is named ${value} (${tag})`,
    }
  const program = programNamed(value)
  const shown = args === undefined ? value : `${value} ${args === '' ? '""' : args}`
  const isAny = args === undefined || args === '*'
  if (program?.means.has('sudo') && runsFree(program, args, isAny) && !(grant.isWithoutExec && onlyByExec(program)))
    return {
      rule: 'PRIV-042',
      severity: severity('high'),
      reason: `${who} may run ${shown} as ${runas} (${tag}): it ${effectsText(program.effects)}`,
    }
  if (args !== undefined && !isAny && WILDCARD.test(args))
    return {
      rule: 'PRIV-044',
      severity: severity(program?.means.has('sudo') ? 'high' : 'medium'),
      confidence: 'medium',
      reason: `${who} may run ${shown} as ${runas} (${tag}): a wildcard matches spaces and "..", too`,
    }
  return undefined
}

/** Whether the arguments that the user may give leave the dangerous use of the program open. */
function runsFree({ name }: Program, args: string | undefined, isAny: boolean): boolean {
  if (isAny || INTERACTIVE.has(name)) return true
  if (args === '') return SHELLS.has(name)
  return (name === 'systemctl' || name === 'git' || name === 'journalctl') && PAGED.test(args ?? '')
}

const onlyByExec = ({ effects }: Program): boolean =>
  !['write', 'read', 'library'].some((effect) => effects.has(effect as never))

function judgeEdit({ command }: Grant, { who, runas, tag, severity }: Words): readonly GrantVerdict[] {
  const { args } = command
  const isOpen = args === undefined || args === '' || WILDCARD.test(args)
  const isRoots = (args ?? '')
    .split(' ')
    .some((path) => ['PRIV-030', 'PRIV-031', 'PRIV-032'].includes(rootPathOf(path)?.rule ?? ''))
  if (!isOpen && !isRoots) return []
  return [
    {
      rule: 'PRIV-046',
      severity: severity(isRoots || args === undefined ? 'high' : 'medium'),
      reason: `${who} may edit ${args ?? 'any file'} as ${runas} (${tag})`,
    },
  ]
}

/** Whether somebody but root may change the program, a file that it is given, or the folder of either. */
async function writableBy(
  { command: { value, args = '' } }: Grant,
  { here, ctx }: JudgeContext,
): Promise<string | undefined> {
  const paths = [
    value,
    ...args.split(' ').filter((word) => /^\/[^*?[]+$/.test(word) && !/^\/(?:dev|proc|tmp)\//.test(word)),
  ]
  for (const path of paths.slice(0, 10)) {
    for (const each of [path, parentPath(path)]) {
      try {
        const writers = writersIn(await ctx.files.stat(each))
        const verdict =
          writers === undefined
            ? undefined
            : judgeWritable(each, writers, here, { rule: 'PRIV-035', what: 'root runs it' })
        if (verdict !== undefined) return `${each}: ${verdict.reason}`
      } catch {
        // A path that does not exist: its folder was checked as well.
      }
    }
  }
  return undefined
}

/** Less where a password is asked for, and where it is not root that the command runs as. */
function severityOf(grant: Grant, here: Surroundings): (base: Severity) => Severity {
  const [name = ''] = here.user.split(':', 1)
  const isDefault = grant.users.some((user) => user.name === name || String(user.uid) === name)
  const accounts = here.system?.users ?? []
  const canLogIn = grant.users.some((user) => {
    const password = accounts.find((account) => account.name === user.name)?.password
    return password === undefined || password === 'hash' || password === 'empty' || password === 'unknown'
  })
  const steps = (grant.isFree ? 0 : grant.isForAdministrators || !canLogIn ? -2 : -1) - (grant.runas === 'root' ? 0 : 1)
  // An attacker begins as the default user: any other account is one step further away.
  const seen = { ...here, isRootByDefault: here.isRootByDefault || !isDefault, hasOtherUsers: true }
  return (base) => moved(severityHere(base, seen), steps)
}

const MOST_NAMES = 5

function namesOf({ users }: Grant): string {
  const names = users.slice(0, MOST_NAMES).map(({ name }) => name)
  return users.length > names.length ? `${names.join(', ')} and ${users.length - names.length} more` : names.join(', ')
}

/** What a finding calls a grant. */
export function grantName({ command }: Grant): string {
  return command.kind === 'all' ? 'ALL' : baseName(command.value)
}
