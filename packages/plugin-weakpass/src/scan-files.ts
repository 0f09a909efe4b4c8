import { parentPath } from '@veinmind/sdk'
import type { Found, Location, Rule, ScanContext } from '@veinmind/sdk'
import { weakPassword } from '@veinmind/report'
import { accounts } from './accounts.ts'
import { RULES } from './data/rules.ts'
import type { Account, FileRecord, Login, Service } from './model.ts'
import type { OPTIONS } from './options.ts'
import { judge } from './severity.ts'

type Context = ScanContext<typeof OPTIONS>

/** Reports what the files of an entity hold. `guesses` are those that need its name. */
export async function reportFiles(context: Context, guesses: readonly string[]): Promise<void> {
  const files = context.records<FileRecord>(accounts)
  const all = files.flatMap(({ record }) => record.accounts)
  const { crackByName } = await import('./guess/image-names.ts')
  const byName = await crackByName(all, guesses, { budget: context.options.budget * 1e6, signal: context.signal })
  const logins = loginsOf(files)
  const groups = new Map<string, Weak>()
  // The visible file first: it is the main place of a finding that older layers repeat.
  for (const file of [...files].sort((a, b) => Number(b.visible) - Number(a.visible))) {
    for (const exposure of file.record.exposures) reportExposure(context, file, exposure)
    for (const account of file.record.accounts) {
      const password = account.password ?? byName.get(account)
      if (password === undefined) continue
      const key = JSON.stringify([file.entry.path, account.user, password])
      const group = groups.get(key)
      if (group) group.at.push(placeOf(file, account.line))
      else groups.set(key, { file, account: { ...account, password }, at: [placeOf(file, account.line)] })
    }
    sayWhatIsLeft(context, file, byName)
  }
  for (const weak of groups.values()) reportWeak(context, weak, logins)
}

interface Weak {
  readonly file: Found<FileRecord>
  readonly account: Account & { readonly password: string }
  readonly at: Location[]
}

function reportWeak(context: Context, { file, account, at }: Weak, logins: ReadonlyMap<string, Readonly<Record<string, Login>>>): void {
  const { service } = file.record
  const users = logins.get(parentPath(file.entry.path))
  const login = users && Object.hasOwn(users, account.user) ? users[account.user] : undefined
  const today = Math.floor(Date.now() / 86_400_000)
  const { rule, severity } = judge(account, { service, login, visible: file.visible, today })
  context.report(weakPassword({ rule: ruleOf(rule), severity, at, username: account.user, password: account.password, service }))
}

function reportExposure(context: Context, file: Found<FileRecord>, { rule, evidence, line }: FileRecord['exposures'][number]): void {
  const { service } = file.record
  context.report(weakPassword({ rule: ruleOf(rule), at: placeOf(file, line), username: '', password: '', service: service satisfies Service, evidence, identity: evidence }))
}

/** The users of each folder's passwd, as the topmost layer has them. */
function loginsOf(files: readonly Found<FileRecord>[]): ReadonlyMap<string, Readonly<Record<string, Login>>> {
  const logins = new Map<string, Readonly<Record<string, Login>>>()
  for (const { entry, record, visible } of files) {
    if (record.logins && (visible || !logins.has(parentPath(entry.path)))) logins.set(parentPath(entry.path), record.logins)
  }
  return logins
}

/** Guesses that were not made, hashes that could not be tried, parts that were not read: said once a file. */
function sayWhatIsLeft(context: Context, file: Found<FileRecord>, byName: ReadonlyMap<Account, string>): void {
  const { record, location } = file
  for (const reason of record.left) context.incomplete(reason, location)
  const open = record.accounts.filter((account) => account.untried > 0 && !account.locked && !byName.has(account))
  if (open.length > 0) {
    const schemes = [...new Set(open.map(({ scheme }) => scheme))].sort().join(', ')
    const tried = open.map((account) => account.tried)
    const most = Math.max(...open.map((account) => account.tried + account.untried))
    const range = Math.min(...tried) === Math.max(...tried) ? `${tried[0]}` : `${Math.min(...tried)} to ${Math.max(...tried)}`
    context.incomplete(`not exhausted: ${open.length} ${schemes} ${open.length === 1 ? 'hash' : 'hashes'} tried with ${range} of ${most} passwords (--weakpass.budget)`, location)
  }
  for (const reason of new Set(record.accounts.flatMap(({ unsupported }) => unsupported ?? []))) context.incomplete(reason, location)
}

function placeOf(file: Found<FileRecord>, line: number | undefined): Location {
  return line === undefined ? file.location : { ...file.location, line }
}

/** The rule of an id of this plugin. */
export function ruleOf(id: string): Rule {
  const rule = RULES.find((one) => one.id === id)
  if (!rule) throw new TypeError(`no rule ${id}`)
  const { matches: _matches, misses: _misses, ...rest } = rule
  return rest
}
