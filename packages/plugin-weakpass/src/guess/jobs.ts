import type { Verifier } from '../hash/verifier.ts'
import type { Origin } from '../model.ts'
import type { Guesses } from './guesses.ts'

/** A stored value, the guesses for it, and how far they have been tried. */
export interface Job {
  readonly verifier: Verifier
  readonly guesses: Guesses
  /** Guesses that it gets, see `limitOf`. */
  readonly limit: number
  tried: number
  password?: string
  origin?: Origin
}

/** Hashes that cost less than this many microseconds a guess get more guesses than the budget; slower ones get the budget. */
const SLOW = 20_000

/** Hashes that cost more than this many microseconds a guess are not tried: a hundred guesses would take minutes. */
const TOO_SLOW = 4e6

/** Hashes whose guesses take no longer than this together, in microseconds, get them all at once. */
const CHEAP = 150_000

/**
 * How many of `length` guesses a hash gets: `budget`, or what costs as much as `budget` guesses of a slow hash. It follows from
 * the hash alone, never from the clock or from how many others there are, so that two runs agree.
 */
export function limitOf(cost: number, length: number, budget: number): number {
  if (cost > TOO_SLOW) return 0
  return Math.min(length, Math.max(budget, Math.floor((budget * SLOW) / cost)))
}

/** Whether the job has guesses left. */
export const isOpen = (job: Job): boolean => job.password === undefined && job.tried < job.limit

/** Digests of guesses by scheme: of an unsalted scheme each is made once for all values. */
type Digests = Map<string, Map<string, string>>

/**
 * Tries the cheap jobs whole, then the others in turns, the best guess of each before the second best of any, until `work`
 * (microseconds of the schemes' fixed costs) is used. Yields the cost of every guess, so that a caller can pause or stop.
 */
export function* spend(jobs: readonly Job[], work: number): Generator<number, void> {
  let left = work
  const digests: Digests = new Map()
  const isCheap = (job: Job) => job.verifier.cost * (job.limit - job.tried) <= CHEAP
  const isPaid = (job: Job) => isOpen(job) && left >= job.verifier.cost
  const cheap = jobs.filter(isCheap)
  let turn = jobs.filter((job) => !isCheap(job))
  for (const job of cheap) {
    while (isPaid(job)) {
      left -= job.verifier.cost
      tryNext(job, digests)
      yield job.verifier.cost
    }
  }
  while ((turn = turn.filter(isPaid)).length > 0) {
    for (const job of turn) {
      if (!isPaid(job)) continue
      left -= job.verifier.cost
      tryNext(job, digests)
      yield job.verifier.cost
    }
  }
}

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
