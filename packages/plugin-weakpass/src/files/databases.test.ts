import { expect, test } from 'vitest'
import { ariaGlobalPriv, berkeleyDb, innodbTablespace, myisamUsers, pgAuthidPage } from '../../test/pages.ts'
import type { Credential, Extracted } from '../model.ts'
import { readAriaGlobalPriv } from './aria.ts'
import { readVsftpdDatabase } from './berkeley-db.ts'
import { readInnodbUsers } from './innodb.ts'
import { readMyisamUsers } from './myisam.ts'
import { readPgAuthid } from './pg-authid.ts'

const NATIVE = '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'
const USERS = [
  { host: 'localhost', user: 'root', value: NATIVE, plugin: 'mysql_native_password', isSuper: true },
  { host: '%', user: 'open', plugin: 'mysql_native_password' },
  { host: '%', user: 'gone', value: NATIVE, plugin: 'mysql_native_password', isDeleted: true },
  { host: '%', user: 'socket', plugin: 'auth_socket' },
  {
    host: 'localhost',
    user: 'mysql.sys',
    value: '*THISISNOTAVALIDPASSWORDTHATCANBEUSEDHERE',
    plugin: 'mysql_native_password',
    locked: true,
  },
]
const EXPECTED = [
  { user: 'root@localhost', value: NATIVE, form: 'mysql', localOnly: true, privileged: true },
  { user: 'open@%', value: '', form: 'mysql' },
]

const innodb = (bytes: Buffer): Promise<Extracted> =>
  readInnodbUsers({ size: bytes.length, read: async (at, length) => bytes.subarray(at, at + length) })

test('MyISAM: rows of MySQL 5.7, deleted ones and other plugins left out', () => {
  expect(readMyisamUsers(myisamUsers(USERS))).toEqual({ credentials: EXPECTED })
})

test('MyISAM: a row of MySQL 5.5 that a server wrote', () => {
  const row = Buffer.from(
    `\x03\0\x5a\x02\xfb\x0f\xfc\x09localhost\x04root*F8E113FD51D520075836A4B815568BA2B96F7C30${'\x01'.repeat(15)}\x02${'\x01'.repeat(14)}\0\0\0`,
    'latin1',
  )
  row.writeUInt16BE(row.length - 4 - 2, 1)
  expect(readMyisamUsers(row)).toEqual({
    credentials: [
      {
        user: 'root@localhost',
        value: '*F8E113FD51D520075836A4B815568BA2B96F7C30',
        form: 'mysql',
        localOnly: true,
        privileged: true,
      },
    ],
  })
})

test.each([60, 255] as const)('InnoDB: rows of MySQL 8 with hosts of %i bytes', async (hostSize) => {
  const salted = `$A$005$${'\x01\x7f$~'.repeat(5)}${'x'.repeat(43)}`
  const users = [
    ...USERS,
    { host: '%', user: 'app', value: salted },
    { host: '%', user: 'held', value: NATIVE, plugin: 'mysql_native_password', locked: true },
  ]
  expect(await innodb(innodbTablespace(users, hostSize))).toEqual({
    credentials: [
      ...EXPECTED,
      { user: 'app@%', value: salted, form: 'mysql' },
      { user: 'held@%', value: NATIVE, form: 'mysql', locked: true },
    ],
  })
})

test('InnoDB: records in a circle end', async () => {
  const file = innodbTablespace(USERS)
  file.writeUInt16BE(0, 16_384 + 200 - 2)
  expect((await innodb(file)).credentials.length).toBeLessThanOrEqual(USERS.length + 2)
})

test('Aria: accounts of MariaDB, roles and sockets left out', () => {
  const file = ariaGlobalPriv([
    {
      host: 'localhost',
      user: 'root',
      document: {
        access: 549755813887,
        plugin: 'mysql_native_password',
        authentication_string: 'invalid',
        auth_or: [{}, { plugin: 'unix_socket' }],
      },
    },
    { host: '%', user: 'app', document: { access: 0, plugin: 'mysql_native_password', authentication_string: NATIVE } },
    { host: '%', user: 'open', document: { access: 18446744073709552000 } },
    { host: '', user: 'role', document: { access: 0, is_role: true } },
    {
      host: '::1',
      user: 'held',
      document: { account_locked: true, auth_or: [{ plugin: 'mysql_native_password', authentication_string: NATIVE }] },
    },
  ])
  expect(readAriaGlobalPriv(file)).toEqual({
    credentials: [
      { user: 'app@%', value: NATIVE, form: 'mysql' },
      { user: 'open@%', value: '', form: 'mysql', privileged: true },
      { user: 'held@::1', value: '', form: 'mysql', localOnly: true, locked: true },
      { user: 'held@::1', value: NATIVE, form: 'mysql', localOnly: true, locked: true },
    ],
  })
})

test('PostgreSQL: live roles with a password', () => {
  const md5 = `md5${'0'.repeat(32)}`
  const page = pgAuthidPage([
    { name: 'postgres', password: 'SCRAM-SHA-256$4096:c2FsdA==$x:y', isSuper: true },
    { name: 'none' },
    { name: 'old', password: md5, isDead: true },
    { name: 'group', password: md5, canLogIn: false },
  ])
  expect(readPgAuthid(page).credentials).toEqual([
    { user: 'postgres', value: 'SCRAM-SHA-256$4096:c2FsdA==$x:y', form: 'postgres', privileged: true },
    { user: 'group', value: md5, form: 'postgres', locked: true },
  ])
})

test.each([
  ['hash', false],
  ['btree', false],
  ['hash', true],
  ['btree', true],
] as const)('Berkeley DB: every pair of a %s file (big-endian: %s)', (method, isBig) => {
  const users = { alice: 'secret', bob: 'hunter2', carol: 'p:a=ss' }
  const { credentials } = readVsftpdDatabase(berkeleyDb(users, method, isBig))
  expect(Object.fromEntries(credentials.map(({ user, value }: Credential) => [user, value]))).toEqual(users)
})
