import type { RegistryAuth, RegistryRequest } from './types.ts'

/** User name and password of an `Authorization: Basic` header; undefined without one. */
export function readBasic({
  headers,
}: RegistryRequest): { readonly user: string; readonly password: string } | undefined {
  const header = headers.authorization
  if (header === undefined || !/^basic /i.test(header)) return undefined
  const text = Buffer.from(header.slice('basic '.length), 'base64').toString()
  const colon = text.indexOf(':')
  return { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** The value of an `Authorization: Bearer` header; undefined without one. */
export function readBearer({ headers }: RegistryRequest): string | undefined {
  return /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
}

/** The account, when the password is right. */
export function verify(auth: RegistryAuth, user: string, password: string): string | undefined {
  return Object.hasOwn(auth.users, user) && auth.users[user] === password ? user : undefined
}
