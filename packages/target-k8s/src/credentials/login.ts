/** What a login gives for a request. */
export interface Login {
  readonly token?: string
  readonly certificate?: string
  readonly key?: string
}

/** Asks for the login before each request; it keeps what still holds. */
export type LoginSource = () => Promise<Login>

/** The token without the white space around it; undefined where it is none that a header may hold. */
export function readToken(text: string): string | undefined {
  const token = text.trim()
  return /^[\x21-\x7e]+$/.test(token) ? token : undefined
}
