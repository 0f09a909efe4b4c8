import { hash } from 'node:crypto'
import { unsalted } from './verifier.ts'
import type { Verifier } from './verifier.ts'

/** The verifier of a rule `#<sha256>` of Redis' access control lists. */
export function parseRedisHash(value: string): Verifier | undefined {
  const digest = /^#([0-9a-fA-F]{64})$/.exec(value)?.[1]?.toLowerCase()
  return digest === undefined ? undefined : unsalted('redis-sha256', digest, (guess) => hash('sha256', guess, 'hex'))
}
