import { setImmediate } from 'node:timers/promises'
import { parseStored } from '../hash/stored.ts'
import { isVerifier } from '../hash/verifier.ts'
import type { Account, Origin, Service } from '../model.ts'
import { guessesFor } from './guesses.ts'
import type { Guesses } from './guesses.ts'
import { isOpen, limitOf } from './jobs.ts'
import type { Job } from './jobs.ts'

/** The accounts of a file after its inspection. */
export interface Inspected {
  readonly service: Service
  readonly accounts: readonly Account[]
}

/** What guessing after the inspections is given. */
export interface CrackOnOptions {
  readonly dictionary: readonly string[]
  /** Guesses that need the name of the image or the container. */
  readonly names: readonly string[]
  /** Guesses for each hash that is slow to try, see `limitOf`. */
  readonly budget: number
  readonly signal: AbortSignal
  /** Results of earlier images of the run: images that share layers share their hashes. */
  readonly memo?: Memo
}

/** How far the guesses of a list went for a hash, and what was found. */
export type Memo = Map<string, { readonly tried: number; readonly password?: string; readonly origin?: Origin }>

/** The most hashes that are remembered. */
const MAX_MEMO = 10_000

/** How many of the guesses from image names are made at a hash that is too slow for all of them. */
const NAMES_OF_SLOW = 16

/** Guesses at one hash before the next one has its turn. They are made at the same time where a scheme can do that. */
const TURN = 4

/**
 * The most work for the hashes of an image, in microseconds of the schemes' fixed costs: an image may hold any number of the
 * slowest there are, and a plugin has five minutes. It is enough for fifty hashes of Debian's yescrypt with a hundred guesses each.
 */
const MAX_WORK = 200e6

type Jobs = ReadonlyMap<string, Job>

/**
 * Guesses on where the inspections stopped: with the names of the image, and with the guesses that they had no time for. A hash that
 * several layers or images repeat is tried once. When the signal aborts, the accounts known so far are returned.
 */
export async function crackOn(
  files: readonly Inspected[],
  options: CrackOnOptions,
): Promise<readonly (readonly Account[])[]> {
  const { dictionary, names, budget, signal, memo = new Map() } = options
  const byName = openJobs(files, ({ cost }) => {
    const limit = limitOf(cost, names.length, budget)
    return {
      guesses: nameGuesses(names),
      tried: 0,
      limit: limit < names.length ? Math.min(limit, NAMES_OF_SLOW) : limit,
    }
  })
  let left = await work([...byName.values()], MAX_WORK, signal)
  const isUnknown = (key: string) => byName.get(key)?.password === undefined
  const further = openJobs(
    files,
    ({ cost }, { user, tried }, service) => {
      const guesses = guessesFor(user, service, dictionary)
      return { guesses, tried, limit: limitOf(cost, guesses.length, budget) }
    },
    isUnknown,
  )
  for (const [key, job] of further) recall(job, memo.get(key))
  left = await work([...further.values()].filter(isOpen), left, signal)
  for (const [key, { tried, password, origin }] of further) {
    if (memo.size < MAX_MEMO)
      memo.set(key, { tried, ...(password === undefined || origin === undefined ? {} : { password, origin }) })
  }
  return files.map(({ service, accounts }) =>
    accounts.map((account) => update(account, keyOf(account, service), byName, further)),
  )
}

function recall(job: Job, known: ReturnType<Memo['get']>): void {
  if (!known || known.tried < job.tried) return
  job.tried = known.tried
  if (known.password !== undefined && known.origin !== undefined)
    [job.password, job.origin] = [known.password, known.origin]
}

function openJobs(
  files: readonly Inspected[],
  of: (verifier: Job['verifier'], account: Account, service: Service) => Pick<Job, 'guesses' | 'tried' | 'limit'>,
  isWanted: (key: string) => boolean = () => true,
): Jobs {
  const jobs = new Map<string, Job>()
  for (const { service, accounts } of files) {
    for (const account of accounts) {
      const key = keyOf(account, service)
      if (account.value === undefined || jobs.has(key) || !isWanted(key)) continue
      const verifier = parseStored(account.form, account.value, account.user)
      if (isVerifier(verifier)) jobs.set(key, { verifier, ...of(verifier, account, service) })
    }
  }
  return jobs
}

/**
 * Gives each job some guesses in turn until no job has a guess left, `most` microseconds are used, or the signal aborts. Returns how
 * many microseconds are left.
 */
async function work(jobs: readonly Job[], most: number, signal: AbortSignal): Promise<number> {
  let left = most
  let turn = jobs.filter(isOpen)
  while (turn.length > 0 && !signal.aborted) {
    for (const job of turn) {
      const count = Math.min(
        job.verifier.cost < 1000 ? 1000 : TURN,
        job.limit - job.tried,
        Math.floor(left / job.verifier.cost),
      )
      if (count < 1 || signal.aborted) continue
      left -= count * job.verifier.cost
      await tryNext(job, count)
    }
    turn = turn.filter((job) => isOpen(job) && left >= job.verifier.cost)
  }
  return left
}

async function tryNext(job: Job, count: number): Promise<void> {
  const guesses = Array.from({ length: count }, (_, i) => job.guesses.at(job.tried + i))
  const { verify, verifyLater } = job.verifier
  const answers: boolean[] = []
  if (verifyLater)
    answers.push(...(await Promise.all(guesses.map((next) => verifyLater(Buffer.from(next?.guess ?? ''))))))
  else {
    for (const next of guesses) {
      const isRight = verify(Buffer.from(next?.guess ?? ''))
      answers.push(isRight)
      if (isRight) break
      if (job.verifier.cost >= 1000) await setImmediate()
    }
    await setImmediate()
  }
  const at = answers.indexOf(true)
  const found = guesses[at]
  if (found) [job.password, job.origin] = [found.guess, found.origin]
  job.tried += found ? at + 1 : count
}

function update(account: Account, key: string, byName: Jobs, further: Jobs): Account {
  if (account.value === undefined) return account
  const { value: _value, ...rest } = account
  const [name, more] = [byName.get(key), further.get(key)]
  for (const job of [name, more]) {
    if (job?.password !== undefined && job.origin !== undefined)
      return { ...rest, password: job.password, origin: job.origin, untried: 0 }
  }
  const listed = more ? { tried: more.tried, untried: more.guesses.length - more.tried } : account
  const named = name ? { tried: name.tried, untried: name.guesses.length - name.tried } : { tried: 0, untried: 0 }
  return { ...account, tried: listed.tried + named.tried, untried: listed.untried + named.untried }
}

const keyOf = ({ form, user, value }: Account, service: Service): string => JSON.stringify([service, form, user, value])

function nameGuesses(names: readonly string[]): Guesses {
  return {
    length: names.length,
    at: (index) => {
      const guess = names[index]
      return guess === undefined ? undefined : { guess, origin: 'image' }
    },
  }
}
