import type { Verifier } from '../hash/verifier.ts'
import type { Origin } from '../model.ts'
import type { Guesses } from './guesses.ts'

/** A stored value, the guesses for it, and how far they have been tried. */
export interface Job {
  readonly verifier: Verifier
  readonly guesses: Guesses
  tried: number
  password?: string
  origin?: Origin
}

/** A list that takes at most this share of the budget is tried whole, before the expensive ones share what is left. */
const CHEAP_SHARE = 1 / 20

/** Digests of guesses by scheme: of an unsalted scheme each is made once for all values. */
type Digests = Map<string, Map<string, string>>

/**
 * Tries the cheap jobs whole, then the others in turns, the best guess of each before the second best of any, until `budget`
 * (microseconds of the schemes' fixed costs) is used. Yields the cost of every guess, so that a caller can pause or stop.
 */
export function* spend(jobs: readonly Job[], budget: number): Generator<number, void> {
  let left = budget
  const digests: Digests = new Map()
  const isCheap = (job: Job) => job.verifier.cost * (job.guesses.length - job.tried) <= budget * CHEAP_SHARE
  const isOpen = (job: Job) => job.password === undefined && job.tried < job.guesses.length && left >= job.verifier.cost
  const cheap = jobs.filter(isCheap)
  let turn = jobs.filter((job) => !isCheap(job))
  for (const job of cheap) {
    while (isOpen(job)) {
      left -= job.verifier.cost
      tryNext(job, digests)
      yield job.verifier.cost
    }
  }
  while ((turn = turn.filter(isOpen)).length > 0) {
    for (const job of turn) {
      if (!isOpen(job)) continue
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
