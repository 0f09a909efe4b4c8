import { execFileSync } from 'node:child_process'
import { accessSync, chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inspect } from './inspect.ts'

/** Data folders that real servers write, without one of them listening anywhere. */
const folder = mkdtempSync(join(tmpdir(), 'veinmind-weakpass-'))

beforeAll(() => {
  chmodSync(folder, 0o755)
  const missing = [
    ['mariadb-server', '/usr/sbin/mariadbd'],
    ['postgresql', '/usr/share/postgresql-common'],
    ['db-util', '/usr/bin/db_load'],
  ].filter(([, path]) => !exists(path ?? ''))
  if (missing.length > 0) {
    // RUNLEVEL 1 keeps the packages from starting their servers.
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-qy', '--no-install-recommends', ...missing.map(([name]) => name ?? '')], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    })
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What was guessed of a file: `user/password`, `?` where nothing was. */
async function guessed(path: string, bytes: Uint8Array): Promise<readonly string[]> {
  const record = await inspect(path, bytes)
  return (record?.accounts ?? [])
    .map(({ user, password, locked }) => `${user}/${password ?? '?'}${locked ? ' locked' : ''}`)
    .sort()
}

const ACCOUNTS = [
  ['localhost', 'root', 'dragon', 'mysql_native_password', 'N'],
  ['%', 'app', 'letmein', 'mysql_native_password', 'N'],
  ['%', 'strong', 'Zk3u-xQ9w-7pLm', 'mysql_native_password', 'N'],
  ['%', 'open', '', 'mysql_native_password', 'N'],
  ['%', 'sock', '', 'auth_socket', 'N'],
  ['10.0.0.1', 'held', 'monkey', 'mysql_native_password', 'Y'],
] as const

test('MariaDB: global_priv, and tables of MySQL 5.5, 5.7 and 8 that its engines write', async () => {
  const data = join(folder, 'mysql')
  execFileSync('install', ['-d', '-o', 'mysql', data])
  execFileSync(
    'mariadb-install-db',
    ['--user=mysql', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: 'ignore' },
  )
  const users = ACCOUNTS.map(
    ([host, user, password, , locked]) =>
      `CREATE OR REPLACE USER '${user}'@'${host}' IDENTIFIED BY '${password}'${locked === 'Y' ? ' ACCOUNT LOCK' : ''};`,
  )
  const sql = [
    'FLUSH PRIVILEGES;',
    ...users,
    'CREATE DATABASE f;',
    'USE f;',
    ...TABLES,
    ...['user55', 'user57', 'user80', 'user829'].flatMap(insert),
    'FLUSH TABLES;',
  ].join('\n')
  execFileSync('mariadbd', ['--bootstrap', '--user=mysql', `--datadir=${data}`], {
    input: sql,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const read = (name: string) => readFileSync(join(data, name))
  const expected = ['app@%/letmein', 'open@%/', 'root@localhost/dragon', 'strong@%/?']
  expect(await guessed('/var/lib/mysql/mysql/global_priv.MAD', read('mysql/global_priv.MAD'))).toEqual(
    expect.arrayContaining([...expected, 'held@10.0.0.1/monkey locked']),
  )
  expect(await guessed('/var/lib/mysql/mysql/user.MYD', read('f/user55.MYD'))).toEqual([
    expected[0],
    'held@10.0.0.1/monkey',
    ...expected.slice(1),
  ])
  expect(await guessed('/var/lib/mysql/mysql/user.MYD', read('f/user57.MYD'))).toEqual([
    expected[0],
    'held@10.0.0.1/monkey',
    ...expected.slice(1),
  ])
  expect(await guessed('/var/lib/mysql/mysql.ibd', read('f/user80.ibd'))).toEqual([
    expected[0],
    'held@10.0.0.1/monkey locked',
    ...expected.slice(1),
  ])
  expect(await guessed('/var/lib/mysql/mysql.ibd', read('f/user829.ibd'))).toEqual([
    expected[0],
    'held@10.0.0.1/monkey locked',
    ...expected.slice(1),
  ])
})

test('PostgreSQL: roles of a real cluster, in both forms', async () => {
  const bin = execFileSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | tail -1']).toString().trim()
  const data = join(folder, 'pg')
  const asPostgres = (script: string, input?: string) =>
    execFileSync('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', 'sh', '-c', script], {
      input,
      stdio: ['pipe', 'ignore', 'pipe'],
    })
  execFileSync('install', ['-d', '-o', 'postgres', data])
  asPostgres(`${bin}/initdb -D ${data} --no-sync`)
  asPostgres(
    `${bin}/postgres --single -D ${data} postgres`,
    [
      "create role app login password 'letmein'",
      "create role strong login password 'Zk3u-xQ9w-7pLm'",
      "set password_encryption='md5'",
      "create role legacy login password 'dragon'",
      "alter role legacy password 'legacy123'",
      'create role none login',
      "create role grp nologin password 'qwerty'",
      "alter role postgres password 'postgres'",
    ].join('\n'),
  )
  expect(await guessed('/var/lib/postgresql/data/global/1260', readFileSync(join(data, 'global/1260')))).toEqual([
    'app/letmein',
    'grp/qwerty locked',
    'legacy/legacy123',
    'postgres/postgres',
    'strong/?',
  ])
})

test.each(['hash', 'btree'])('Berkeley DB: a %s file of db_load', async (method) => {
  const file = join(folder, `users-${method}.db`)
  const pairs = Array.from({ length: 200 }, (_, i) => `user${i}\n${i % 2 === 0 ? 'letmein' : `Zk3u-${i}-xQ9w`}`)
  execFileSync('db_load', ['-T', '-t', method, file], { input: `${pairs.join('\n')}\n` })
  const found = await guessed('/etc/vsftpd/virtual_users.db', readFileSync(file))
  expect(found).toHaveLength(200)
  expect(found.filter((one) => one.endsWith('/letmein'))).toHaveLength(100)
})

function exists(path: string): boolean {
  try {
    accessSync(path)
    return true
  } catch {
    return false
  }
}

const PRIVILEGES =
  'Select Insert Update Delete Create Drop Reload Shutdown Process File Grant References Index Alter Show_db Super Create_tmp_table Lock_tables Execute Repl_slave Repl_client Create_view Show_view Create_routine Alter_routine Create_user Event Trigger Create_tablespace'
    .split(' ')
    .map((name) => `${name}_priv enum('N','Y') CHARACTER SET utf8 NOT NULL DEFAULT 'N'`)
    .join(', ')
const LIMITS =
  "ssl_type enum('','ANY','X509','SPECIFIED') CHARACTER SET utf8 NOT NULL DEFAULT '', ssl_cipher blob NOT NULL DEFAULT '', x509_issuer blob NOT NULL DEFAULT '', x509_subject blob NOT NULL DEFAULT '', max_questions int unsigned NOT NULL DEFAULT 0, max_updates int unsigned NOT NULL DEFAULT 0, max_connections int unsigned NOT NULL DEFAULT 0, max_user_connections int unsigned NOT NULL DEFAULT 0"
const BINARY = 'CHARACTER SET utf8 COLLATE utf8_bin'
const AFTER =
  "password_expired enum('N','Y') CHARACTER SET utf8 NOT NULL DEFAULT 'N', password_last_changed timestamp NULL DEFAULT NULL, password_lifetime smallint unsigned NULL, account_locked enum('N','Y') CHARACTER SET utf8 NOT NULL DEFAULT 'N'"
const LATER =
  "Create_role_priv enum('N','Y') CHARACTER SET utf8 NOT NULL DEFAULT 'N', Drop_role_priv enum('N','Y') CHARACTER SET utf8 NOT NULL DEFAULT 'N', Password_reuse_history smallint unsigned NULL, Password_reuse_time smallint unsigned NULL, Password_require_current enum('N','Y') CHARACTER SET utf8 NULL, User_attributes longtext NULL"

/** `mysql.user` as the versions of MySQL define it. */
const TABLES = [
  `CREATE TABLE user55 (Host char(60) ${BINARY} NOT NULL, User char(16) ${BINARY} NOT NULL, Password char(41) CHARACTER SET latin1 COLLATE latin1_bin NOT NULL DEFAULT '', ${PRIVILEGES}, ${LIMITS}, plugin char(64) ${BINARY} DEFAULT '', authentication_string text ${BINARY}, PRIMARY KEY (Host, User)) ENGINE=MyISAM;`,
  `CREATE TABLE user57 (Host char(60) ${BINARY} NOT NULL, User char(32) ${BINARY} NOT NULL, ${PRIVILEGES}, ${LIMITS}, plugin char(64) ${BINARY} NOT NULL, authentication_string text ${BINARY}, ${AFTER}, PRIMARY KEY (Host, User)) ENGINE=MyISAM;`,
  ...[
    ['user80', 60],
    ['user829', 255],
  ].map(
    ([name, size]) =>
      `CREATE TABLE ${name} (Host char(${size}) CHARACTER SET ascii NOT NULL, User char(32) ${BINARY} NOT NULL, ${PRIVILEGES}, ${LIMITS}, plugin char(64) ${BINARY} NOT NULL, authentication_string text ${BINARY}, ${AFTER}, ${LATER}, PRIMARY KEY (Host, User)) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;`,
  ),
]

function insert(table: string): readonly string[] {
  return ACCOUNTS.map(([host, user, password, plugin, locked], i) => {
    const value = password === '' ? "''" : `PASSWORD('${password}')`
    if (table === 'user55')
      return `INSERT INTO user55 (Host, User, Password, plugin) VALUES ('${host}', '${user}', ${value}, '${i % 2 === 0 || user === 'sock' ? plugin : ''}');`
    return `INSERT INTO ${table} (Host, User, plugin, authentication_string, password_last_changed, account_locked) VALUES ('${host}', '${user}', '${plugin}', ${value}, ${i % 2 === 0 ? 'NULL' : 'NOW()'}, '${locked}');`
  })
}
