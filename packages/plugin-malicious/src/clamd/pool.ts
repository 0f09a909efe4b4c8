import type { ClamdAddress } from './address.ts'
import type { AskOptions, Session } from './session.ts'
import { openSession } from './session.ts'

/** Sessions with one daemon. */
export interface ClamdPool extends Disposable {
  /** Asks on a session that is free, or on a new one. */
  ask(command: string, options: AskOptions): Promise<string>
}

/** At a time: clamd has ten threads by default. */
const MOST_SESSIONS = 8

/** Sessions are opened as they are needed. One that has failed is given up. */
export function createPool(address: ClamdAddress): ClamdPool {
  const free: Session[] = []
  const all = new Set<Session>()
  const waiting: (() => void)[] = []
  let count = 0

  async function take(time: number): Promise<Session> {
    if (free.length === 0 && count >= MOST_SESSIONS) {
      await new Promise<void>((resolve) => waiting.push(resolve))
      return take(time)
    }
    const known = free.pop()
    if (known?.isOpen) return known
    if (known) forget(known)
    count += 1
    try {
      const session = await openSession(address, time)
      all.add(session)
      return session
    } catch (error) {
      count -= 1
      waiting.shift()?.()
      throw error
    }
  }

  function forget(session: Session): void {
    if (all.delete(session)) count -= 1
  }

  return {
    async ask(command, options) {
      const session = await take(options.time)
      try {
        return await session.ask(command, options)
      } finally {
        if (session.isOpen) free.push(session)
        else forget(session)
        waiting.shift()?.()
      }
    },
    [Symbol.dispose]() {
      for (const session of all) session.close()
    },
  }
}
