/** Writers of the binary files that databases keep accounts in: as small as a reader accepts. */

export interface Role {
  readonly name: string
  readonly password?: string
  readonly canLogIn?: boolean
  readonly isSuper?: boolean
  /** An old version of a role that waits for VACUUM. */
  readonly isDead?: boolean
}

/** One heap page of `pg_authid` as PostgreSQL 12 and later write it. */
export function pgAuthidPage(roles: readonly Role[]): Buffer {
  const page = Buffer.alloc(8192)
  let end = 8192
  for (const [i, role] of roles.entries()) {
    const tuple = pgTuple(role)
    end -= Math.ceil(tuple.length / 8) * 8
    tuple.copy(page, end)
    page.writeUInt32LE((end | (1 << 15) | (tuple.length << 17)) >>> 0, 24 + 4 * i)
  }
  page.writeUInt16LE(24 + 4 * roles.length, 12)
  page.writeUInt16LE(end, 14)
  page.writeUInt16LE(8192, 16)
  page.writeUInt16LE(8192 | 4, 18)
  return page
}

function pgTuple({ name, password, canLogIn = true, isSuper = false, isDead = false }: Role): Buffer {
  const text = Buffer.from(password ?? '')
  const tuple = Buffer.alloc(32 + 80 + 4 + text.length)
  tuple.writeUInt32LE(isDead ? 700 : 0, 4)
  tuple.writeUInt16LE(12, 18)
  tuple.writeUInt16LE(0x0100 | 0x0001 | (isDead ? 0 : 0x0800), 20)
  tuple[22] = 32
  tuple.writeUInt16LE(0x03ff | (password === undefined ? 0 : 0x0400), 23)
  tuple.writeUInt32LE(16_384, 32)
  tuple.write(name, 36)
  tuple[100] = isSuper ? 1 : 0
  tuple[104] = canLogIn ? 1 : 0
  tuple.writeInt32LE(-1, 108)
  if (password === undefined) return tuple.subarray(0, 112)
  tuple.writeUInt32LE((text.length + 4) << 2, 112)
  text.copy(tuple, 116)
  return tuple
}

export interface MysqlUser {
  readonly host: string
  readonly user: string
  readonly plugin?: string
  readonly value?: string
  readonly locked?: boolean
  readonly isSuper?: boolean
  readonly isDeleted?: boolean
}

/** A leaf page of MySQL 8's `mysql.user`, after a page of another kind. */
export function innodbTablespace(users: readonly MysqlUser[], hostSize: 60 | 255 = 255): Buffer {
  const page = Buffer.alloc(16_384)
  page.writeUInt16BE(0x45bf, 24)
  page.writeUInt16BE(0x8000 | (users.length + 2), 42)
  let previous = 99
  let at = 200
  for (const user of users) {
    at = writeInnodbRow(page, at, user, hostSize)
    page.writeUInt16BE((at - previous) & 0xffff, previous - 2)
    previous = at
    at += 700
  }
  page.writeUInt16BE((112 - previous) & 0xffff, previous - 2)
  return Buffer.concat([Buffer.alloc(16_384), page])
}

function writeInnodbRow(page: Buffer, at: number, of: MysqlUser, hostSize: number): number {
  const {
    host,
    user,
    plugin = 'caching_sha2_password',
    value = '',
    locked = false,
    isSuper = false,
    isDeleted = false,
  } = of
  const name = user.padEnd(32)
  const pluginText = plugin.padEnd(64)
  page[at - 5] = isDeleted ? 0x20 : 0
  page[at - 7] = name.length
  page[at - 11] = pluginText.length
  page[at - 12] = value.length
  let end = at + page.write(host.padEnd(hostSize), at, 'latin1')
  end += page.write(name, end, 'latin1') + 13
  page.fill(1, end, end + 30)
  if (isSuper) page[end + 15] = 2
  end += 30 + 16
  end += page.write(pluginText, end, 'latin1')
  end += page.write(value, end, 'latin1')
  page[end] = 1
  page[end + 7] = locked ? 2 : 1
  return at
}

/** A MyISAM data file with a row for each user, as MySQL 5.7 lays `mysql.user` out. */
export function myisamUsers(users: readonly MysqlUser[]): Buffer {
  return Buffer.concat(
    users.map(({ host, user, plugin = 'mysql_native_password', value = '', isSuper = false, isDeleted = false }) => {
      const privileges = Buffer.alloc(30, 1)
      if (isSuper) privileges[15] = 2
      const text = (string: string) => Buffer.concat([Buffer.from([string.length]), Buffer.from(string, 'latin1')])
      const authentication =
        value === '' ? Buffer.alloc(0) : Buffer.concat([Buffer.from([value.length, 0]), Buffer.from(value, 'latin1')])
      const row = Buffer.concat([
        Buffer.from([0xff, 0x13, 0xfc]),
        text(host),
        text(user),
        privileges,
        text(plugin),
        authentication,
        Buffer.from([1, 0, 0, 0, 0, 1]),
      ])
      const unused = (4 - ((row.length + 4) % 4)) % 4
      const header = Buffer.from([3, row.length >> 8, row.length & 0xff, unused])
      const block = Buffer.concat([header, row, Buffer.alloc(unused)])
      if (!isDeleted) return block
      const dead = Buffer.alloc(Math.max(20, block.length), 0xff)
      dead[0] = 0
      dead.writeUIntBE(dead.length, 1, 3)
      return dead
    }),
  )
}

/** A data file of MariaDB's `mysql.global_priv`: one page of rows after the bitmap. */
export function ariaGlobalPriv(
  rows: readonly { readonly host: string; readonly user: string; readonly document: unknown }[],
): Buffer {
  const page = Buffer.alloc(8192)
  page[7] = 1
  page[8] = rows.length
  let at = 12
  for (const [i, { host, user, document }] of rows.entries()) {
    const json = Buffer.from(JSON.stringify(document))
    const lengths = Buffer.alloc(11)
    lengths[1] = 8
    lengths.writeUInt16LE(host.length, 3)
    lengths.writeUInt16LE(user.length, 5)
    lengths.writeUInt32LE(json.length, 7)
    const row = Buffer.concat([lengths, Buffer.from(host + user), json])
    row.copy(page, at)
    page.writeUInt16LE(at, 8192 - 8 - 4 * i)
    page.writeUInt16LE(row.length, 8192 - 6 - 4 * i)
    at += row.length
  }
  return Buffer.concat([Buffer.alloc(8192), page])
}

/** A Berkeley DB file of the hash or btree method with one page of pairs. */
export function berkeleyDb(
  pairs: Readonly<Record<string, string>>,
  method: 'hash' | 'btree' = 'hash',
  isBig = false,
): Buffer {
  const file = Buffer.alloc(8192)
  const u32 = (value: number, at: number) => (isBig ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at))
  const u16 = (value: number, at: number) => (isBig ? file.writeUInt16BE(value, at) : file.writeUInt16LE(value, at))
  u32(method === 'hash' ? 0x061561 : 0x053162, 12)
  u32(4096, 20)
  file[4096 + 25] = method === 'hash' ? 13 : 5
  const items = Object.entries(pairs).flat()
  u16(items.length, 4096 + 20)
  let end = 4096
  for (const [i, item] of items.entries()) {
    const isHash = method === 'hash'
    end -= item.length + (isHash ? 1 : 3)
    u16(end, 4096 + 26 + 2 * i)
    if (!isHash) u16(item.length, 4096 + end)
    file[4096 + end + (isHash ? 0 : 2)] = 1
    file.write(item, 4096 + end + (isHash ? 1 : 3))
  }
  return file
}
