import { parentPath } from '@veinmind/sdk'
import type { Found, Location, Rule, ScanContext } from '@veinmind/sdk'
import { weakPassword } from '@veinmind/report'
import { accounts, INSPECTION_BUDGET } from './accounts.ts'
import { RULES } from './data/rules.ts'
import { readDictionary } from './guess/guesses.ts'
import type { Account, FileRecord, Login } from './model.ts'
import type { OPTIONS } from './options.ts'
import { judge } from './severity.ts'

type Context = ScanContext<typeof OPTIONS>

/** Reports what the files of an entity hold. `names` are the guesses that need its name. */
export async function reportFiles(context: Context, names: readonly string[]): Promise<void> {
  const found = context.records<FileRecord>(accounts)
  const logins = loginsOf(found)
  const groups = new Map<string, Weak>()
  // The visible file first: it is the main place of a finding that older layers repeat.
  const files = [...found].sort((a, b) => Number(b.visible) - Number(a.visible))
  const all = await guessOn(context, files.map(({ record }) => record), names)
  for (const [i, file] of files.entries()) {
    for (const exposure of file.record.exposures) reportExposure(context, file, exposure)
    const guessed = all[i] ?? []
    for (const account of guessed) {
      const { password, user, line } = account
      if (password === undefined) continue
      const key = JSON.stringify([file.entry.path, user, password])
      const group = groups.get(key)
      if (group) group.at.push(placeOf(file, line))
      else groups.set(key, { file, account: { ...account, password }, at: [placeOf(file, line)] })
    }
    sayWhatIsLeft(context, file, guessed)
  }
  for (const weak of groups.values()) reportWeak(context, weak, logins)
}

/** Seconds of guessing with the names of an image, over all of its files. */
const NAME_BUDGET = 2

/** Tries the names, and what the budget allows beyond the inspections' share. */
async function guessOn(context: Context, records: readonly FileRecord[], names: readonly string[]): Promise<readonly (readonly Account[])[]> {
  const open = records.filter(({ accounts: known }) => known.some(({ value }) => value !== undefined)).length
  if (open === 0) return records.map(({ accounts: known }) => known)
  const { budget, dictionary } = context.options
  const { crackOn } = await import('./guess/crack-on.ts')
  return crackOn(records, {
    names,
    dictionary: readDictionary(dictionary?.text),
    budget: Math.min(budget, NAME_BUDGET) * 1e6,
    more: Math.max(0, budget - INSPECTION_BUDGET) * 1e6 * open,
    signal: context.signal,
  })
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
  const { user: username, password } = account
  const evidence = username === '' ? JSON.stringify(password) : `${username}, ${JSON.stringify(password)}`
  context.report(weakPassword({ rule: ruleOf(rule), severity, at, username, password, service, evidence }))
}

function reportExposure(context: Context, file: Found<FileRecord>, { rule, evidence, line }: FileRecord['exposures'][number]): void {
  const { service } = file.record
  context.report(weakPassword({ rule: ruleOf(rule), at: placeOf(file, line), username: '', password: '', service, evidence, identity: evidence }))
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
function sayWhatIsLeft(context: Context, { record, location }: Found<FileRecord>, guessed: readonly Account[]): void {
  for (const reason of record.left) context.incomplete(reason, location)
  const open = guessed.filter(({ untried, locked }) => untried > 0 && !locked)
  if (open.length > 0) {
    const schemes = [...new Set(open.map(({ scheme }) => scheme))].sort().join(', ')
    const tried = open.map((account) => account.tried)
    const [least, most] = [Math.min(...tried), Math.max(...tried)]
    const all = Math.max(...open.map((account) => account.tried + account.untried))
    const hashes = `${open.length} ${schemes} ${open.length === 1 ? 'hash' : 'hashes'}`
    context.incomplete(`not exhausted: ${hashes} tried with ${least === most ? least : `${least} to ${most}`} of ${all} passwords (--weakpass.budget)`, location)
  }
  for (const reason of new Set(guessed.flatMap(({ unsupported }) => unsupported ?? []))) context.incomplete(reason, location)
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
