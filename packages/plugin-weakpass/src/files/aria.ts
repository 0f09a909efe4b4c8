import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'
import { mysqlCredential } from './mysql-account.ts'

const PAGE = 8192
const HEAD_PAGE = 1

/**
 * `mysql.global_priv` of MariaDB 10.4 and later: the rows of an Aria data file in the PAGE format. The directory of a page
 * stands at its end; a row is host, user and a JSON document of what the account may.
 */
export function readAriaGlobalPriv(bytes: Uint8Array): Extracted {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const credentials: Credential[] = []
  let unread = 0
  for (let at = PAGE; at + PAGE <= file.length; at += PAGE) {
    const page = file.subarray(at, at + PAGE)
    if (((page[7] ?? 0) & 7) !== HEAD_PAGE) continue
    for (let i = 0; i < (page[8] ?? 0); i++) {
      const entry = PAGE - 4 - 4 * (i + 1)
      const [offset, length] = [page.readUInt16LE(entry), page.readUInt16LE(entry + 2)]
      if (offset === 0 || length === 0) continue
      const rows = offset + length <= entry ? readRow(page.subarray(offset, offset + length)) : undefined
      if (rows === undefined) unread++
      else credentials.push(...rows)
      if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
    }
  }
  return { credentials, ...(unread > 0 ? { left: [`${unread} rows that could not be read`] } : {}) }
}

/**
 * A row begins with flags, the size of the length fields and a bitmap of empty columns. Then come the lengths of host, user and
 * document, then the three values.
 */
function readRow(row: Buffer): Credential[] | undefined {
  const [flags = 0, , empty = 0] = row
  if (row.length < 11 || (flags & ~0x03) !== 0) return undefined
  let at = 3
  const hostSize = (empty & 1) === 0 ? row.readUInt16LE((at += 2) - 2) : 0
  const userSize = (empty & 2) === 0 ? row.readUInt16LE((at += 2) - 2) : 0
  if (at + 4 > row.length) return undefined
  const size = row.readUInt32LE(at)
  at += 4
  const end = at + hostSize + userSize + size
  if (end > row.length) return undefined
  const host = row.toString('utf8', at, at + hostSize)
  const user = row.toString('utf8', at + hostSize, at + hostSize + userSize)
  const document = parseJson(row.toString('utf8', end - size, end))
  if (!document) return undefined
  if (document['is_role'] === true) return []
  return readDocument(document).flatMap(({ plugin, value }) => {
    const privileged = isSuper(document['access'])
    return mysqlCredential({ user, host, plugin, value, locked: document['account_locked'] === true, privileged }) ?? []
  })
}

/**
 * The authentication plugins of an account: the one of the document, and those in its list `auth_or`, where an empty entry means the
 * one of the document.
 */
function readDocument(document: Readonly<Record<string, unknown>>): { plugin: string; value: string }[] {
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const read = (from: Readonly<Record<string, unknown>>) => ({
    plugin: text(from['plugin']),
    value: text(from['authentication_string']),
  })
  const others = Array.isArray(document['auth_or']) ? (document['auth_or'] as unknown[]).slice(0, 10) : []
  const named = others.filter(
    (one): one is Record<string, unknown> => typeof one === 'object' && one !== null && 'plugin' in one,
  )
  return [read(document), ...named.map(read)]
}

function parseJson(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** SUPER is bit 15; every bit set (`ALL PRIVILEGES` of an old server) is beyond exact numbers. */
function isSuper(access: unknown): boolean {
  return typeof access === 'number' && (access >= 2 ** 53 || Math.floor(access / 2 ** 15) % 2 === 1)
}
