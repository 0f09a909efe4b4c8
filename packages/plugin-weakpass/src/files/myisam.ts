import { MAX_ACCOUNTS } from '../model.ts'
import type { Credential, Extracted } from '../model.ts'
import { mysqlCredential } from './mysql-account.ts'

/** `mysql.user` of MySQL 5 and of MariaDB before 10.4: the rows of a MyISAM data file in the dynamic format. */
export function readMyisamUsers(bytes: Uint8Array): Extracted {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const credentials: Credential[] = []
  let unread = 0
  for (let at = 0; at < file.length;) {
    const block = readBlock(file, at)
    if (!block) {
      unread++
      break
    }
    at += Math.ceil((block.header + block.size) / 4) * 4
    if (!block.isStart) continue
    const row = readAccount(joinRow(file, block))
    if (row === undefined) unread++
    else if (row !== 'no password') credentials.push(row)
    if (credentials.length >= MAX_ACCOUNTS) return { credentials, left: [`more than ${MAX_ACCOUNTS} accounts`] }
  }
  return { credentials, ...(unread > 0 ? { left: [`${unread} rows that could not be read`] } : {}) }
}

/** A block: a whole row, or a part of one that names the place of the next. */
interface Block {
  readonly header: number
  /** Bytes after the header, with those that are not used. */
  readonly size: number
  readonly data: Buffer
  readonly isStart: boolean
  readonly next?: number
}

/** Fields of a block's header by its type (`_mi_get_block_info` of MyISAM): offsets from the block's start. */
const TYPES: Readonly<
  Record<number, { header: number; data: readonly [number, number]; unused?: number; next?: number; isStart: boolean }>
> = {
  1: { header: 3, data: [1, 2], isStart: true },
  2: { header: 4, data: [1, 3], isStart: true },
  3: { header: 4, data: [1, 2], unused: 3, isStart: true },
  4: { header: 5, data: [1, 3], unused: 4, isStart: true },
  5: { header: 13, data: [3, 2], next: 5, isStart: true },
  6: { header: 15, data: [4, 3], next: 7, isStart: true },
  7: { header: 3, data: [1, 2], isStart: false },
  8: { header: 4, data: [1, 3], isStart: false },
  9: { header: 4, data: [1, 2], unused: 3, isStart: false },
  10: { header: 5, data: [1, 3], unused: 4, isStart: false },
  11: { header: 11, data: [1, 2], next: 3, isStart: false },
  12: { header: 12, data: [1, 3], next: 4, isStart: false },
  13: { header: 16, data: [5, 3], next: 8, isStart: true },
}

function readBlock(file: Buffer, at: number): Block | undefined {
  if (at + 20 > file.length) return undefined
  const type = file[at] ?? 255
  if (type === 0) {
    // A deleted block: its length covers its header.
    const size = file.readUIntBE(at + 1, 3)
    return size < 20 ? undefined : { header: 0, size, data: file.subarray(0, 0), isStart: false }
  }
  const layout = TYPES[type]
  if (!layout) return undefined
  const length = file.readUIntBE(at + layout.data[0], layout.data[1])
  const unused = layout.unused === undefined ? 0 : (file[at + layout.unused] ?? 0)
  const start = at + layout.header
  if (length === 0 || start + length > file.length) return undefined
  return {
    header: layout.header,
    size: length + unused,
    data: file.subarray(start, start + length),
    isStart: layout.isStart,
    ...(layout.next === undefined ? {} : { next: Number(file.readBigUInt64BE(at + layout.next)) }),
  }
}

/** A row with its continuations: at most 64, and 64 KiB, so that a circle of blocks ends. */
function joinRow(file: Buffer, first: Block): Buffer {
  const parts = [first.data]
  let [next, total] = [first.next, first.data.length]
  while (next !== undefined && parts.length < 64 && total < 65_536) {
    const block = readBlock(file, next)
    if (!block || block.isStart || block.header === 0) break
    parts.push(block.data)
    total += block.data.length
    next = block.next
  }
  return Buffer.concat(parts)
}

/** The account of a row. Undefined when the bytes are no row of accounts, `no password` when the account has no login by password. */
function readAccount(row: Buffer): Credential | 'no password' | undefined {
  for (const start of [3, 2, 4]) {
    const host = readText(row, start, 180)
    const user = host && readText(row, host.end, 96)
    if (!host || !user || host.text === '' || !/^[\x20-\x7e]*$/.test(host.text)) continue
    // Up to 5.6 a password column follows; from 5.7 the privileges do: 1 is no, 2 is yes.
    const column = row[user.end] === 1 || row[user.end] === 2 ? undefined : readPassword(row, user.end)
    if (column && ![0, 16, 41].includes(column.text.length)) continue
    const end = column?.end ?? user.end
    const named = readPlugin(row.subarray(end))
    const isOwn = column !== undefined && column.text !== ''
    // Super_priv is the sixteenth privilege.
    const account = { user: user.text, host: host.text, privileged: row[end + 15] === 2 }
    return mysqlCredential({ ...account, ...(isOwn ? { plugin: '', value: column.text } : named) }) ?? 'no password'
  }
  return undefined
}

/** A column whose trailing blanks are cut: its length, and its text. */
function readText(row: Buffer, at: number, max: number): { readonly text: string; readonly end: number } | undefined {
  const length = row[at]
  if (length === undefined || length > max || at + 1 + length > row.length) return undefined
  return { text: row.toString('utf8', at + 1, at + 1 + length), end: at + 1 + length }
}

/** The password column: `*` and 40 digits fill it, so that no length is written before them. */
function readPassword(row: Buffer, at: number): { readonly text: string; readonly end: number } | undefined {
  return row[at] === 0x2a ? { text: row.toString('latin1', at, at + 41), end: at + 41 } : readText(row, at, 123)
}

/** The plugin's name after its length, and the authentication string after its own (left out when it is empty). */
function readPlugin(row: Buffer): { readonly plugin: string; readonly value: string } {
  const text = row.toString('latin1')
  const match =
    /(mysql_native_password|mysql_old_password|caching_sha2_password|sha256_password|[a-z][a-z0-9]*_[a-z0-9_]+)/.exec(
      text,
    )
  const plugin = match?.[1] ?? ''
  if (!match || text.charCodeAt(match.index - 1) !== plugin.length) return { plugin: '', value: '' }
  const rest = text.slice(match.index + match[0].length)
  const length = rest.charCodeAt(0) + rest.charCodeAt(1) * 256
  const value = rest.slice(2, 2 + length)
  return { plugin, value: /^(?:\*\w{40}|\$A\$|\$5\$|[0-9a-f]{16}$)/.test(value) ? value : '' }
}
