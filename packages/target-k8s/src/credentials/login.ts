import { configError } from '../kubeconfig.ts'

/** What a login gives for a request. */
export interface Login {
  readonly token?: string
  readonly certificate?: string
  readonly key?: string
}

/** Asks for the login before each request; it keeps what still holds. */
export type LoginSource = () => Promise<Login>

/** The token without the white space around it; one that is none is refused, without being shown. */
export function checkToken(text: string, source: string): string {
  const token = text.trim()
  if (!/^[\x21-\x7e]+$/.test(token)) throw configError(`${source} is no token`)
  return token
}
