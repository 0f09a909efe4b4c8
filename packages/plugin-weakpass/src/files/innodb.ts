import type { RandomAccess } from '@veinmind/sdk'
import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'
import { mysqlCredential } from './mysql-account.ts'
import type { MysqlRow } from './mysql-account.ts'

const PAGE = 16_384
const INDEX_PAGE = 0x45bf
const INFIMUM = 99

/** Bytes of the columns between User and plugin when the three X.509 columns are empty: see `readRow`. */
const PRIVILEGES = 29

/**
 * The accounts of `mysql.user` in a tablespace of MySQL 8 (`mysql.ibd`) with the usual pages of 16 KiB. Every leaf page is read, its
 * records followed from the infimum. A row counts as one of `mysql.user` when its privilege columns and its plugin name are valid.
 */
export async function readInnodbUsers(file: Pick<RandomAccess, 'size' | 'read'>): Promise<Extracted> {
  const credentials: Credential[] = []
  for (let at = 0; at + PAGE <= file.size; at += 64 * PAGE) {
    const chunk = await file.read(at, 64 * PAGE)
    for (let offset = 0; offset + PAGE <= chunk.length; offset += PAGE) {
      const page = Buffer.from(chunk.buffer, chunk.byteOffset + offset, PAGE)
      if (page.readUInt16BE(24) !== INDEX_PAGE || page.readUInt16BE(64) !== 0) continue
      credentials.push(...readPage(page))
      if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
    }
  }
  return { credentials }
}

/** How many records of `mysql.user` fit on a page: a row takes 184 bytes at least. */
const MAX_RECORDS = 90

/** The accounts of one leaf page. It follows at most `MAX_RECORDS` records, so that a loop of records ends. */
function readPage(page: Buffer): Credential[] {
  const credentials: Credential[] = []
  const heap = page.readUInt16BE(42)
  const records = heap & 0x7fff
  if ((heap & 0x8000) === 0 || records > MAX_RECORDS) return credentials
  let at = INFIMUM
  for (let step = 0; step < records; step++) {
    at = (at + page.readUInt16BE(at - 2)) & 0xffff
    if (at < 120 || at > PAGE - 256) break
    const info = (page[at - 5] ?? 0) >> 4
    if ((info & 2) !== 0) continue
    const row = readRow(page, at)
    const credential = row && mysqlCredential(row)
    if (credential) credentials.push(credential)
  }
  return credentials
}

/**
 * The record with its origin at `at`, in the DYNAMIC or COMPACT format: Host (255 bytes from 8.0.29, 60 before), User, the
 * transaction's 13 bytes, privileges, ssl_type, three X.509 columns, four numbers, plugin, authentication_string. The lengths
 * of User, of the X.509 columns, of plugin and of the string stand backwards before the record's header.
 */
function readRow(page: Buffer, at: number): MysqlRow | undefined {
  for (const hostSize of [255, 60]) {
    const header = { page, at: at - 7 }
    const isNull = ((page[at - 6] ?? 0) & 1) !== 0
    const userSize = readLength(header, false)
    const optional = [readLength(header, true), readLength(header, true), readLength(header, true)]
    const pluginSize = readLength(header, false)
    const valueSize = isNull ? 0 : readLength(header, true)
    const user = at + hostSize
    const privileges = user + userSize + 13
    const plugin = privileges + PRIVILEGES + 1 + optional.reduce((sum, size) => sum + size, 0) + 16
    const value = plugin + pluginSize
    if (userSize > 96 || pluginSize > 192 || valueSize > 256 || value + valueSize > PAGE - 8) continue
    if (!page.subarray(privileges, privileges + PRIVILEGES).every((byte) => byte === 1 || byte === 2)) continue
    const name = page.toString('latin1', plugin, value).trimEnd()
    if (!/^[a-z][a-z0-9_]{2,63}$/.test(name)) continue
    return {
      host: page.toString('latin1', at, user).trimEnd(),
      user: page.toString('utf8', user, user + userSize).trimEnd(),
      plugin: name,
      value: page.toString('latin1', value, value + valueSize),
      locked: isLocked(page, value + valueSize, page[at - 6] ?? 0),
      // Super_priv is the sixteenth.
      privileged: page[privileges + 15] === 2,
    }
  }
  return undefined
}

/** password_expired, password_last_changed (4, may be null), password_lifetime (2, may be null), account_locked. */
function isLocked(page: Buffer, at: number, nulls: number): boolean {
  return page[at + 1 + ((nulls & 2) !== 0 ? 0 : 4) + ((nulls & 4) !== 0 ? 0 : 2)] === 2
}

/** A length before a record: one byte, or two where the column may be longer than 255 bytes and is longer than 127. */
function readLength(header: { readonly page: Buffer; at: number }, isLong: boolean): number {
  const first = header.page[header.at--] ?? 0
  if (!isLong || first < 0x80) return first
  return ((first & 0x3f) << 8) | (header.page[header.at--] ?? 0)
}
