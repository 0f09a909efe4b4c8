import type { Credential } from '../model.ts'

/** Plugins that compare passwords; others ask the operating system, a certificate or nobody. */
const PASSWORD_PLUGINS = new Set([
  '',
  'mysql_native_password',
  'mysql_old_password',
  'caching_sha2_password',
  'sha256_password',
])

/** What MySQL writes for accounts that nobody may log in to. */
const PLACEHOLDER = /INVALIDSALT|NOTAVALIDPASSWORD|^invalid$/

/** A row of a table of accounts. */
export interface MysqlRow {
  readonly user: string
  readonly host: string
  readonly plugin: string
  /** latin1: salts are raw bytes. */
  readonly value: string
  readonly locked?: boolean
  readonly privileged?: boolean
}

/** The account of a row; undefined where no password opens it. */
export function mysqlCredential(row: MysqlRow): Credential | undefined {
  const { user, host, plugin, value, locked, privileged } = row
  if (!PASSWORD_PLUGINS.has(plugin) || PLACEHOLDER.test(value)) return undefined
  const isLocal = /^(?:localhost|127\.[\d.]+|::1)$/i.test(host)
  return {
    user: `${user}@${host}`,
    value,
    form: 'mysql',
    ...(isLocal ? { localOnly: true } : {}),
    ...(locked ? { locked } : {}),
    ...(privileged ? { privileged } : {}),
  }
}
