import { setImmediate } from 'node:timers/promises'
import { parseStored } from '../hash/stored.ts'
import { isVerifier } from '../hash/verifier.ts'
import type { Account, Service } from '../model.ts'
import { guessesFor } from './guesses.ts'
import type { Guesses } from './guesses.ts'
import { spend } from './jobs.ts'
import type { Job } from './jobs.ts'

/** What guessing after the inspection is given. */
export interface CrackOnOptions {
  readonly service: Service
  readonly dictionary: readonly string[]
  /** Guesses that need the name of the image or the container. */
  readonly names: readonly string[]
  /** Microseconds of work for the names. */
  readonly budget: number
  /** Microseconds of work for the guesses that the inspection did not get to. */
  readonly more: number
  readonly signal: AbortSignal
}

/** Work between two pauses in which other things run, in microseconds. */
const SLICE = 20_000

/** The accounts after the guesses that an inspection could not make: names of the image, and what a large budget allows. */
export async function crackOn(accounts: readonly Account[], options: CrackOnOptions): Promise<readonly Account[]> {
  const { service, dictionary, names, budget, more, signal } = options
  const byName = openJobs(accounts, () => ({ guesses: nameGuesses(names), tried: 0 }))
  await work(byName, budget, signal)
  const guessed = accounts.map((account) => update(account, byName, false))
  const further = openJobs(guessed, ({ user, tried }) => ({ guesses: guessesFor(user, service, dictionary), tried }))
  await work(further, more, signal)
  return guessed.map((account) => update(account, further, true))
}

function openJobs(accounts: readonly Account[], of: (account: Account) => Pick<Job, 'guesses' | 'tried'>): Map<string, Job> {
  const jobs = new Map<string, Job>()
  for (const account of accounts) {
    if (account.value === undefined || jobs.has(keyOf(account))) continue
    const verifier = parseStored(account.form, account.value, account.user)
    if (isVerifier(verifier)) jobs.set(keyOf(account), { verifier, ...of(account) })
  }
  return jobs
}

async function work(jobs: ReadonlyMap<string, Job>, budget: number, signal: AbortSignal): Promise<void> {
  let done = 0
  for (const cost of spend([...jobs.values()], budget)) {
    if ((done += cost) < SLICE) continue
    done = 0
    await setImmediate()
    signal.throwIfAborted()
  }
}

function update(account: Account, jobs: ReadonlyMap<string, Job>, isCounted: boolean): Account {
  const job = account.value === undefined ? undefined : jobs.get(keyOf(account))
  if (!job) return account
  const { value: _value, ...rest } = account
  if (job.password !== undefined && job.origin !== undefined) return { ...rest, password: job.password, origin: job.origin, untried: 0 }
  return isCounted ? { ...account, tried: job.tried, untried: job.guesses.length - job.tried } : account
}

const keyOf = ({ form, user, value }: Account): string => JSON.stringify([form, user, value])

function nameGuesses(names: readonly string[]): Guesses {
  return {
    length: names.length,
    at: (index) => {
      const guess = names[index]
      return guess === undefined ? undefined : { guess, origin: 'image' }
    },
  }
}
