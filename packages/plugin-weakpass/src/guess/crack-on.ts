import { setImmediate } from 'node:timers/promises'
import { parseStored } from '../hash/stored.ts'
import { isVerifier } from '../hash/verifier.ts'
import type { Account, Service } from '../model.ts'
import { guessesFor } from './guesses.ts'
import type { Guesses } from './guesses.ts'
import { spend } from './jobs.ts'
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
  /** Microseconds of work for the names, over all files. */
  readonly budget: number
  /** Microseconds of work for the guesses that the inspections did not get to, over all files. */
  readonly more: number
  readonly signal: AbortSignal
}

/** Work between two pauses in which other things run, in microseconds. */
const SLICE = 20_000

type Jobs = ReadonlyMap<string, Job>

/**
 * The accounts of each file after the guesses that an inspection could not make: names of the image, and what a large budget
 * allows. What several layers repeat is tried once.
 */
export async function crackOn(files: readonly Inspected[], options: CrackOnOptions): Promise<readonly (readonly Account[])[]> {
  const { dictionary, names, budget, more, signal } = options
  const byName = openJobs(files, () => ({ guesses: nameGuesses(names), tried: 0 }))
  await work(byName, budget, signal)
  const isOpen = (key: string) => byName.get(key)?.password === undefined
  const further = more > 0 ? openJobs(files, ({ user, tried }, service) => ({ guesses: guessesFor(user, service, dictionary), tried }), isOpen) : new Map()
  await work(further, more, signal)
  return files.map(({ service, accounts }) => accounts.map((account) => update(account, keyOf(account, service), byName, further)))
}

function openJobs(
  files: readonly Inspected[],
  of: (account: Account, service: Service) => Pick<Job, 'guesses' | 'tried'>,
  isWanted: (key: string) => boolean = () => true,
): Jobs {
  const jobs = new Map<string, Job>()
  for (const { service, accounts } of files) {
    for (const account of accounts) {
      const key = keyOf(account, service)
      if (account.value === undefined || jobs.has(key) || !isWanted(key)) continue
      const verifier = parseStored(account.form, account.value, account.user)
      if (isVerifier(verifier)) jobs.set(key, { verifier, ...of(account, service) })
    }
  }
  return jobs
}

async function work(jobs: Jobs, budget: number, signal: AbortSignal): Promise<void> {
  let done = 0
  for (const cost of spend([...jobs.values()], budget)) {
    if ((done += cost) < SLICE) continue
    done = 0
    await setImmediate()
    signal.throwIfAborted()
  }
}

function update(account: Account, key: string, byName: Jobs, further: Jobs): Account {
  if (account.value === undefined) return account
  const { value: _value, ...rest } = account
  const [name, more] = [byName.get(key), further.get(key)]
  for (const job of [name, more]) {
    if (job?.password !== undefined && job.origin !== undefined) return { ...rest, password: job.password, origin: job.origin, untried: 0 }
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
