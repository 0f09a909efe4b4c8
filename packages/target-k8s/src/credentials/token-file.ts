import { readFile } from 'node:fs/promises'
import { configError } from '../kubeconfig.ts'
import { readToken } from './login.ts'
import type { LoginSource } from './login.ts'

/** Bound service account tokens are renewed on disk; client-go looks as often. */
const FRESH_MS = 60_000

/** The token of a file, which is read again every minute. */
export function createTokenFile(path: string): LoginSource {
  let known: { readonly token: string; readonly at: number } | undefined
  return async () => {
    if (!known || performance.now() - known.at > FRESH_MS) {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        throw configError(`cannot read the token file ${path}`, undefined, error)
      })
      const token = readToken(text)
      if (token === undefined) throw configError(`the token file ${path} holds no token`)
      known = { token, at: performance.now() }
    }
    return { token: known.token }
  }
}
