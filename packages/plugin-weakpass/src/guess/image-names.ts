import { setImmediate } from 'node:timers/promises'
import { parseStored } from '../hash/stored.ts'
import { isVerifier } from '../hash/verifier.ts'
import type { Account } from '../model.ts'

/** Accounts that still have a value, tried with the few guesses that need the name of the image or the container. */
export async function crackByName(
  accounts: readonly Account[],
  guesses: readonly string[],
  options: { readonly budget: number; readonly signal: AbortSignal },
): Promise<ReadonlyMap<Account, string>> {
  const found = new Map<Account, string>()
  const known = new Map<string, string | undefined>()
  let left = options.budget
  let sinceBreak = 0
  for (const account of accounts) {
    if (account.value === undefined || account.password !== undefined) continue
    const verifier = parseStored(account.form, account.value, account.user)
    if (!isVerifier(verifier)) continue
    const key = JSON.stringify([account.form, account.user, account.value])
    for (const guess of known.has(key) ? [] : guesses) {
      if (left < verifier.cost) break
      left -= verifier.cost
      sinceBreak += verifier.cost
      if (sinceBreak > 20_000) {
        await setImmediate()
        options.signal.throwIfAborted()
        sinceBreak = 0
      }
      if (verifier.verify(Buffer.from(guess))) {
        known.set(key, guess)
        break
      }
    }
    if (!known.has(key)) known.set(key, undefined)
    const password = known.get(key)
    if (password !== undefined) found.set(account, password)
  }
  return found
}
