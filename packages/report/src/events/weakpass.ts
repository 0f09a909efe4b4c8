import type { ReportEvent } from '@veinmind/sdk'
import { finding, pathOf } from './event.ts'
import type { FindingInput } from './event.ts'

/** A service that is logged into with the password, in the original's spelling where it has one. */
export type WeakpassService = 'SSH' | 'Redis' | 'Mysql' | 'Tomcat' | 'FTP' | 'Env' | (string & {})

/** An account whose password was guessed. */
export interface WeakPasswordInput extends FindingInput {
  readonly username: string
  /** In clear; the report masks it. Empty: the account has no password. */
  readonly password: string
  readonly service: WeakpassService
}

/** A guessed password (type `Weakpass`). The password is no part of the fingerprint: the finding is the account. */
export function weakPassword(input: WeakPasswordInput): ReportEvent {
  const { username, password, service, at } = input
  return finding(input, {
    type: 'Weakpass',
    detail: { username, password, service, path: pathOf(at) },
    evidence: password === '' ? `${username}, ""` : `${username}, ${JSON.stringify(password)}`,
    identity: `${service}\0${username}`,
    secrets: [password],
  })
}
