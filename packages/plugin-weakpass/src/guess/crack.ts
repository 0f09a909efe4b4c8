import { createHash } from 'node:crypto'
import { parseStored } from '../hash/stored.ts'
import { isVerifier } from '../hash/verifier.ts'
import type { Parsed, Verifier } from '../hash/verifier.ts'
import type { Account, Credential, Service } from '../model.ts'
import { guessesFor } from './guesses.ts'
import type { Guesses } from './guesses.ts'

/** What guessing is given. */
export interface CrackOptions {
  readonly service: Service
  readonly dictionary: readonly string[]
  /**
   * Microseconds of work on the reference machine, for all accounts together. Work is counted by the schemes' fixed costs and
   * not by the clock, so that the same file gives the same result on any machine.
   */
  readonly budget: number
}

/** A list that takes at most this share of the budget is tried whole, before the expensive ones share what is left. */
const CHEAP_SHARE = 1 / 20

interface Job {
  readonly verifier: Verifier
  readonly guesses: Guesses
  tried: number
  password?: string
  origin?: NonNullable<Account['origin']>
}

/**
 * Guesses the passwords of a file's accounts. Expensive hashes are tried breadth first, the best guess of every account before
 * the second best of any. The result keeps the order of `credentials`.
 */
export function crack(credentials: readonly Credential[], { service, dictionary, budget }: CrackOptions): Account[] {
  const jobs = new Map<string, Job>()
  const results = credentials.map((credential): (() => Account) => {
    const { user, value, form } = credential
    if (value === '') return () => ({ ...strip(credential), scheme: 'none', password: '', origin: 'empty', tried: 1, untried: 0 })
    const verifier = parseStored(form, value, user)
    if (!isVerifier(verifier)) return () => untriable(credential, verifier)
    const key = JSON.stringify([user, form, value])
    const job = jobs.get(key) ?? { verifier, guesses: guessesFor(user, service, dictionary), tried: 0 }
    jobs.set(key, job)
    return () => finish(job, credential)
  })
  spend([...jobs.values()], budget)
  return results.map((result) => result())
}

/** Tries the cheap ones whole, then the others in turns, until the budget is used. */
function spend(jobs: readonly Job[], budget: number): void {
  let left = budget
  const isCheap = (job: Job) => job.verifier.cost * job.guesses.length <= budget * CHEAP_SHARE
  const digests: Digests = new Map()
  for (const job of jobs.filter(isCheap)) {
    while (job.password === undefined && job.tried < job.guesses.length && left >= job.verifier.cost) {
      left -= job.verifier.cost
      tryNext(job, digests)
    }
  }
  let turn = jobs.filter((job) => !isCheap(job))
  while (turn.length > 0) {
    const next: Job[] = []
    for (const job of turn) {
      if (left < job.verifier.cost || job.tried >= job.guesses.length) continue
      left -= job.verifier.cost
      tryNext(job, digests)
      if (job.password === undefined) next.push(job)
    }
    turn = next
  }
}

/** Digests of guesses by scheme: of an unsalted scheme each is made once for all accounts. */
type Digests = Map<string, Map<string, string>>

function tryNext(job: Job, digests: Digests): void {
  const next = job.guesses.at(job.tried++)
  if (next && matches(job.verifier, next.guess, digests)) [job.password, job.origin] = [next.guess, next.origin]
}

function matches({ scheme, unsalted, verify }: Verifier, guess: string, digests: Digests): boolean {
  if (!unsalted) return verify(Buffer.from(guess))
  const known = digests.get(scheme) ?? new Map<string, string>()
  const digest = known.get(guess) ?? unsalted.digest(Buffer.from(guess))
  digests.set(scheme, known.set(guess, digest))
  return digest === unsalted.value
}

function finish({ verifier, guesses, tried, password, origin }: Job, credential: Credential): Account {
  const base = { ...strip(credential), scheme: verifier.scheme, tried }
  if (password !== undefined && origin !== undefined) return { ...base, password, origin, untried: 0 }
  return { ...base, value: keep(credential, verifier), untried: guesses.length - tried }
}

function untriable(credential: Credential, parsed: Parsed | undefined): Account {
  const base = { ...strip(credential), scheme: parsed?.scheme ?? 'unknown', tried: 0, untried: 0 }
  return parsed && 'reason' in parsed ? { ...base, unsupported: parsed.reason } : base
}

function strip({ user, form, line, locked, localOnly, privileged, expires }: Credential): Omit<Credential, 'value'> {
  return {
    user,
    form,
    ...(line === undefined ? {} : { line }),
    ...(locked ? { locked } : {}),
    ...(localOnly ? { localOnly } : {}),
    ...(privileged ? { privileged } : {}),
    ...(expires === undefined ? {} : { expires }),
  }
}

/**
 * What is kept of a value for later guesses. A password that is stored as it is stays out of the record, and so out of the
 * cache: a salted digest stands in for it. The salt comes from the account, so that the same file gives the same record.
 */
function keep({ user, value }: Credential, verifier: Verifier): string {
  if (verifier.scheme !== 'plain') return value
  const salt = createHash('sha256').update(`weakpass\0${user}`).digest().subarray(0, 12)
  const digest = createHash('sha512').update(value).update(salt).digest()
  return `{SSHA512}${Buffer.concat([digest, salt]).toString('base64')}`
}
