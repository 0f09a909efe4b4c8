import type { Budget } from './budget.ts'
import type { Member } from './types.ts'

/** One archive on the way inwards. */
export interface Place {
  /** What the paths of its members begin with: empty, or `b.war!/`. */
  readonly prefix: string
  readonly depth: number
}

/** What every reader of an archive is given. A reader hands on every member; the walk picks those that are wanted. */
export interface Reading {
  readonly place: Place
  readonly budget: Budget
  /** Whether the content of a member may be asked for later: a stream keeps it only then. */
  readonly needs: (member: Member) => boolean
  readonly signal: AbortSignal | undefined
}
