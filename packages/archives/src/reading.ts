import type { Budget } from './budget.ts'
import type { Member } from './types.ts'

/** One archive on the way inwards. */
export interface Place {
  /** What the paths of its members begin with: empty, or `b.war!/`. */
  readonly prefix: string
  readonly depth: number
}

/** How the readers of one kind are called: they hand on every member, and leave it to the walk which are wanted. */
export interface Reading {
  readonly place: Place
  readonly budget: Budget
  /** Whether the content of a member may be asked for; what comes as a stream keeps no other. */
  readonly needs: (member: Member) => boolean
  readonly signal: AbortSignal | undefined
}
