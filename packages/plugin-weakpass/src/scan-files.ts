import { parentPath, perOptions } from '@veinmind/sdk'
import type { Found, Location, ReportEvent, Rule, ScanContext } from '@veinmind/sdk'
import { accounts as systemAccounts } from '@veinmind/inventory'
import type { AccountSystem, User } from '@veinmind/inventory'
import { secretSubject } from '@veinmind/sdk/passwords'
import { weakPassword } from '@veinmind/report'
import { accounts, dictionaryOf } from './accounts.ts'
import { RULES } from './data/rules.ts'
import type { Memo } from './guess/crack-on.ts'
import { readIncludes } from './includes.ts'
import type { Account, FileRecord } from './model.ts'
import type { OPTIONS } from './options.ts'
import { texts } from './texts.ts'
import { judge } from './severity.ts'

type Context = ScanContext<typeof OPTIONS>
type File = Found<FileRecord>
/** The users of each folder that has a passwd, by name. */
type Logins = ReadonlyMap<string, ReadonlyMap<string, User>>

/**
 * Reports what was found in the files of an entity and in its `configuration`. `names` are the guesses made from the name of the
 * entity.
 */
export async function reportFiles(
  context: Context,
  names: readonly string[],
  configuration: readonly File[],
): Promise<void> {
  const found = [...context.records<FileRecord>(accounts), ...context.records<FileRecord>(texts)]
  const logins = loginsOf(await context.fact(systemAccounts))
  // The visible file first: it is the main place of a finding that older layers repeat.
  const sorted = [...found].sort((a, b) => Number(b.visible) - Number(a.visible))
  const files = [...sorted, ...(await readIncludes(context, sorted)), ...configuration]
  const guesses = await guessOn(
    context,
    files.map(({ record }) => record),
    names,
  )
  const all = withoutRepeats(files, guesses)
  const events = new Map<string, ReportEvent>()
  const said = new Set<string>()
  const sayOnce = (file: File, reason: string, say: () => void): void => {
    const key = JSON.stringify([file.entry.path, reason])
    if (!said.has(key)) say()
    said.add(key)
  }
  for (const [i, file] of files.entries()) {
    const guessed = all[i] ?? []
    for (const event of [...exposuresOf(file), ...weaknessesOf(file, guessed, logins)]) {
      const key = JSON.stringify([event.rule?.id, file.entry.path, event.identity, event.evidence])
      const known = events.get(key)
      events.set(key, known ? { ...known, locations: [...known.locations, ...event.locations] } : event)
    }
    for (const reason of file.record.left) sayOnce(file, reason, () => context.incomplete(reason, file.location))
    for (const { reason, count } of whatWasNotTried(guessed)) {
      // A strong hash is never exhausted, which is no failure of the scan: it is counted in the coverage.
      const problems = [{ path: file.entry.path, inspector: accounts.id, reason }]
      sayOnce(file, reason, () => context.covered({ skipped: { 'not-exhausted': count }, problems }))
    }
  }
  for (const event of events.values()) context.report(event)
}

/**
 * Drops passwords that are found twice: a file that was read as an account file, by the name of a link or as an include, is also
 * searched as a text under its own name.
 */
function withoutRepeats(
  files: readonly File[],
  guesses: readonly (readonly Account[])[],
): readonly (readonly Account[])[] {
  const known = new Set<string>()
  const keysOf = ({ entry, location }: File, { password, line }: Account): readonly string[] => [
    JSON.stringify(['path', entry.path, password]),
    JSON.stringify(['line', location.layer?.index, entry.size, entry.mtime, line, password]),
  ]
  for (const [i, file] of files.entries()) {
    if (file.record.service === 'File') continue
    for (const account of guesses[i] ?? [])
      if (account.password !== undefined) for (const key of keysOf(file, account)) known.add(key)
  }
  return files.map((file, i) => {
    const guessed = guesses[i] ?? []
    return file.record.service === 'File'
      ? guessed.filter((account) => !keysOf(file, account).some((key) => known.has(key)))
      : guessed
  })
}

/** Results of the guesses of a run: images that share layers share their hashes. */
const memoOf = perOptions((): Memo => new Map())

/** Makes the guesses from the names, and those that the inspections had no time for. */
async function guessOn(
  context: Context,
  records: readonly FileRecord[],
  names: readonly string[],
): Promise<readonly (readonly Account[])[]> {
  const isOpen = records.some(({ accounts: known }) => known.some(({ value }) => value !== undefined))
  if (!isOpen) return records.map(({ accounts: known }) => known)
  const { crackOn } = await import('./guess/crack-on.ts')
  return crackOn(records, {
    names,
    dictionary: dictionaryOf(context.options),
    budget: context.options.budget,
    signal: context.signal,
    memo: memoOf(context.options),
  })
}

function weaknessesOf(file: File, guessed: readonly Account[], logins: Logins): readonly ReportEvent[] {
  const users = logins.get(parentPath(file.entry.path))
  const today = Math.floor(Date.now() / 86_400_000)
  const { service } = file.record
  return guessed.flatMap((account) => {
    const { user: username, password, line, name } = account
    if (password === undefined) return []
    const login = users?.get(username)
    const { rule, severity } = judge(account, { service, login, visible: file.visible, today })
    const evidence = evidenceOf(account, password)
    const identity = name === undefined ? {} : { identity: `${service}\0${name}\0${username}` }
    // A password with the name of a setting stands in clear and is a secret, which other plugins report too; a hash is not.
    const { path, step } = file.location
    const place = path === undefined && step ? `step ${step.index}` : name
    const subject = name === undefined ? undefined : secretSubject(password, place)
    return weakPassword({
      rule: ruleOf(rule),
      severity,
      at: placeOf(file, line),
      username,
      password,
      service,
      evidence,
      ...identity,
      tags: tagsOf(service),
      subject,
    })
  })
}

/** What is logged into: `weak-password:ssh`. */
export function tagsOf(service: string): readonly string[] {
  return ['weak-password', `weak-password:${service.toLowerCase()}`]
}

/** The setting or the address as it is written, the account where there is none. */
function evidenceOf({ name, user }: Account, password: string): string {
  if (name === undefined) return user === '' ? JSON.stringify(password) : `${user}, ${JSON.stringify(password)}`
  return name.includes('://') ? `${name}:${password}@` : `${name}=${password}`
}

function exposuresOf(file: File): readonly ReportEvent[] {
  const { service, exposures } = file.record
  return exposures.map(({ rule, evidence, line }) =>
    weakPassword({
      rule: ruleOf(rule),
      at: placeOf(file, line),
      username: '',
      password: '',
      service,
      evidence,
      identity: evidence,
      tags: tagsOf(service),
    }),
  )
}

function loginsOf(systems: readonly AccountSystem[]): Logins {
  return new Map(
    systems.map(({ root, users }) => [
      `${root === '/' ? '' : root}/etc`,
      new Map(users.map((user) => [user.name, user])),
    ]),
  )
}

/** Guesses that were not made, and hashes that could not be tried, with the number of hashes. */
function whatWasNotTried(guessed: readonly Account[]): readonly { readonly reason: string; readonly count: number }[] {
  const open = guessed.filter(({ untried, locked }) => untried > 0 && !locked)
  const reasons = Map.groupBy(
    guessed.flatMap((account) => account.unsupported ?? []),
    (reason) => reason,
  )
  const unsupported = Array.from(reasons, ([reason, { length }]) => ({ reason, count: length }))
  if (open.length === 0) return unsupported
  const schemes = [...new Set(open.map(({ scheme }) => scheme))].sort().join(', ')
  const tried = open.map((account) => account.tried)
  const [least, most] = [Math.min(...tried), Math.max(...tried)]
  const all = Math.max(...open.map((account) => account.tried + account.untried))
  const hashes = `${open.length} ${schemes} ${open.length === 1 ? 'hash' : 'hashes'}`
  const range = least === most ? `${least}` : `${least} to ${most}`
  return [
    ...unsupported,
    {
      reason: `not exhausted: ${hashes} tried with ${range} of ${all} passwords (--weakpass.budget)`,
      count: open.length,
    },
  ]
}

function placeOf(file: File, line: number | undefined): Location {
  return line === undefined ? file.location : { ...file.location, line }
}

/** The rule of an id of this plugin. */
export function ruleOf(id: string): Rule {
  const rule = RULES.find((one) => one.id === id)
  if (!rule) throw new TypeError(`no rule ${id}`)
  const { matches: _matches, misses: _misses, ...rest } = rule
  return rest
}
