import type { AcceptedEvent } from '../validate/accept.ts'

/** An event as it is kept. */
export type StoredEvent = Pick<AcceptedEvent, 'event' | 'secrets'>
