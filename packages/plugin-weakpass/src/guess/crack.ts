import { createHash } from 'node:crypto'
import { parseStored } from '../hash/stored.ts'
import { isVerifier } from '../hash/verifier.ts'
import type { Parsed, Verifier } from '../hash/verifier.ts'
import type { Account, Credential, Service } from '../model.ts'
import { guessesFor } from './guesses.ts'
import { limitOf, spend } from './jobs.ts'
import type { Job } from './jobs.ts'

/** The options of `crack`. */
export interface CrackOptions {
  readonly service: Service
  readonly dictionary: readonly string[]
  /** Guesses for each hash that is slow to try, see `limitOf`. */
  readonly budget: number
  /** Most work in microseconds, by the fixed costs of the schemes. The guesses beyond it are made later, by `crackOn`. */
  readonly work?: number
}

/**
 * Most work of one inspection in microseconds. An inspection may take ten seconds, and a busy machine takes four times as long as the
 * one on which the costs were measured.
 */
const INSPECTION_WORK = 1.5e6

/** An inspection that has taken this many milliseconds stops guessing; the scan goes on where it stopped, so no guess is lost. */
const LAST_RESORT = 4000

/** Guesses the passwords of a file's accounts; the result keeps the order of `credentials`. */
export function crack(
  credentials: readonly Credential[],
  { service, dictionary, budget, work = INSPECTION_WORK }: CrackOptions,
): Account[] {
  const jobs = new Map<string, Job>()
  const results = credentials.map((credential): (() => Account) => {
    const { user, value, form } = credential
    if (value === '')
      return () => ({ ...strip(credential), scheme: 'none', password: '', origin: 'empty', tried: 1, untried: 0 })
    const verifier = parseStored(form, value, user)
    if (!isVerifier(verifier)) return () => untriable(credential, verifier)
    const key = JSON.stringify([user, form, value])
    const job = jobs.get(key) ?? createJob(verifier, { user, service, dictionary, budget })
    jobs.set(key, job)
    return () => finish(job, credential)
  })
  const end = performance.now() + LAST_RESORT
  const steps = spend([...jobs.values()], work)
  while (!steps.next().done && performance.now() < end);
  return results.map((result) => result())
}

function createJob(
  verifier: Verifier,
  of: { user: string; service: Service; dictionary: readonly string[]; budget: number },
): Job {
  const guesses = guessesFor(of.user, of.service, of.dictionary)
  return { verifier, guesses, limit: limitOf(verifier.cost, guesses.length, of.budget), tried: 0 }
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

/** The account without its value. */
function strip({ value: _value, ...account }: Credential): Omit<Credential, 'value'> {
  return account
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
