import { expect, test } from 'vitest'
import { readArguments } from './arguments.ts'
import { isGuessable, readEnvironment } from './environment.ts'
import { kindOf } from './file-kinds.ts'
import { judge } from './severity.ts'
import { findSettings } from './text/find-settings.ts'

const weak = (...env: string[]) =>
  readEnvironment(env, 'config.Env')
    .filter((setting) => setting.password === undefined || isGuessable(setting, ['shop123']))
    .map(({ name }) => name)

test('environment: secrets by the words of their names', () => {
  expect(
    weak(
      'POSTGRES_PASSWORD=mysecretpassword',
      'DB_PASS=shop123',
      'REDIS_PASSWORD=redis',
      'MINIO_ROOT_PASSWORD=minioadmin',
      'JWT_SECRET=changeme',
      'apiPassword=letmein',
      'A_PASSWORD=P@ssw0rd',
      'X_PASS=a=b',
    ),
  ).toEqual([
    'POSTGRES_PASSWORD',
    'DB_PASS',
    'REDIS_PASSWORD',
    'MINIO_ROOT_PASSWORD',
    'JWT_SECRET',
    'apiPassword',
    'A_PASSWORD',
  ])
  expect(
    weak(
      'USER=root',
      'LOGNAME=admin',
      'TERM=linux',
      'MONKEY=monkey',
      'PWD=/root',
      'OLDPWD=/',
      'MYSQL_RANDOM_ROOT_PASSWORD=yes',
      'DB_PASSWORD_FILE=/run/secrets/x',
      'DB_PASSWORD=',
      'PASSWORD_LENGTH=12345',
      'PASSWORD=true',
      'noequals',
      'PASS=Zk3u-xQ9w',
    ),
  ).toEqual([])
})

test('environment: the user beside a password', () => {
  expect(readEnvironment(['PG_USER=shop', 'PG_PASSWORD=shop2024', 'MYSQL_ROOT_PASSWORD=root'], 'env')).toEqual([
    {
      name: 'PG_PASSWORD',
      user: 'shop',
      password: 'shop2024',
      text: 'PG_PASSWORD=shop2024',
      object: 'env[PG_PASSWORD]',
    },
    {
      name: 'MYSQL_ROOT_PASSWORD',
      user: 'root',
      password: 'root',
      text: 'MYSQL_ROOT_PASSWORD=root',
      object: 'env[MYSQL_ROOT_PASSWORD]',
    },
  ])
  expect(weak('PG_USER=shop', 'PG_PASSWORD=shop2024')).toEqual(['PG_PASSWORD'])
})

test('environment: authentication switched off', () => {
  expect(
    weak(
      'MYSQL_ALLOW_EMPTY_PASSWORD=1',
      'POSTGRES_HOST_AUTH_METHOD=trust',
      'ALLOW_EMPTY_PASSWORD=no',
      'NEO4J_AUTH=none',
      'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=',
    ),
  ).toEqual(['MYSQL_ALLOW_EMPTY_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD', 'NEO4J_AUTH'])
})

test('arguments: passwords, also inside a shell’s script', () => {
  const read = (...args: string[]) => readArguments(args, 'args').map(({ name, password }) => [name, password])
  expect(read('redis-server', '--requirepass', 'foobared')).toEqual([['--requirepass', 'foobared']])
  expect(read('sh', '-c', 'exec redis-server --requirepass "my pass" --protected-mode no')).toEqual([
    ['--requirepass', 'my pass'],
  ])
  expect(read('app', '--password=letmein', '--auth', '$TOKEN', '--pass', '--verbose')).toEqual([
    ['--password', 'letmein'],
  ])
  expect(read('redis-server', '--protected-mode', 'no')).toEqual([['--protected-mode', undefined]])
  expect(read('mysqld', '--skip-grant-tables')).toEqual([['--skip-grant-tables', undefined]])
})

test.each([
  ['/etc/shadow', 'shadow'],
  ['/opt/rootfs/etc/shadow-', 'shadow'],
  ['/etc/redis/redis.conf', 'redis'],
  ['/usr/local/etc/redis/redis.conf', 'redis'],
  ['/etc/redis.conf', 'redis'],
  ['/etc/redis/users.acl', 'redis'],
  ['/bitnami/valkey/conf/valkey.conf', 'redis'],
  ['/usr/share/tomcat9/etc/tomcat-users.xml', 'tomcat'],
  ['/etc/tomcat/tomcat-users.xml', 'tomcat'],
  ['/var/lib/mysql/mysql.ibd', 'mysql-innodb'],
  ['/bitnami/mysql/data/mysql/user.MYD', 'mysql-myisam'],
  ['/var/lib/mysql/mysql/global_priv.MAD', 'mysql-aria'],
  ['/etc/proftpd/ftpd.passwd', 'proftpd'],
  ['/etc/vsftpd/virtual_users.db', 'vsftpd-database'],
  ['/etc/vsftpd_login.db', 'vsftpd-database'],
  ['/etc/vsftpd/virtual_users.txt', 'vsftpd-text'],
  ['/auth/htpasswd', 'htpasswd'],
  ['/etc/nginx/.htpasswd', 'htpasswd'],
  ['/usr/local/nagios/etc/htpasswd.users', 'htpasswd'],
  ['/var/lib/postgresql/data/global/1260', 'postgres-roles'],
  ['/var/lib/postgresql/15/main/pg_hba.conf', 'postgres-hba'],
  ['/etc/shadow.bak', 'shadow'],
  ['/var/backups/shadow.bak', 'shadow'],
  ['/etc/security/opasswd', 'opasswd'],
  ['/srv/svn/repo/conf/passwd', 'svn'],
  ['/etc/samba/smbpasswd', 'smbpasswd'],
  ['/var/lib/samba/private/smbpasswd', 'smbpasswd'],
  ['/etc/apache2/.htdigest', 'htdigest'],
  ['/opt/wildfly/standalone/configuration/mgmt-users.properties', 'wildfly'],
  ['/opt/jetty/etc/realm.properties', 'properties-users'],
  ['/opt/activemq/conf/users.properties', 'properties-users'],
  ['/etc/tacacs+/tac_plus.conf', 'tacacs'],
  ['/root/.vnc/passwd', 'vnc'],
  ['/var/lib/grafana/grafana.db', 'grafana'],
  ['/usr/bin/smbpasswd', undefined],
  ['/usr/bin/htdigest', undefined],
  ['/usr/bin/htpasswd', undefined],
  ['/usr/sbin/htpasswd', undefined],
  ['/usr/share/bash-completion/completions/htpasswd', undefined],
  ['/etc/shadow.bak.gz', undefined],
  ['/usr/bin/shadow', undefined],
])('%s: %s', (path, kind) => {
  expect(kindOf(path)?.kind).toBe(kind)
})

test.each([
  ['root without a password', { password: '' }, {}, 'WEAK-001', 'critical'],
  ['root', { password: 'toor' }, {}, 'WEAK-002', 'critical'],
  [
    'root by number',
    { user: 'admin', password: 'admin' },
    { login: { uid: 0, shell: '/bin/sh' } },
    'WEAK-002',
    'critical',
  ],
  ['a user', { user: 'bob', password: 'bob' }, { login: { uid: 1000, shell: '' } }, 'WEAK-002', 'high'],
  ['replaced above', { user: 'bob', password: 'bob' }, { visible: false }, 'WEAK-002', 'medium'],
  ['locked', { password: 'toor', locked: true }, {}, 'WEAK-003', 'low'],
  ['ended', { password: 'toor', expires: 1 }, {}, 'WEAK-003', 'low'],
  ['no shell', { user: 'www', password: 'www' }, { login: { uid: 33, shell: '/usr/sbin/nologin' } }, 'WEAK-003', 'low'],
  [
    'no shell, no password',
    { user: 'www', password: '' },
    { login: { uid: 33, shell: '/bin/false' } },
    'WEAK-003',
    'medium',
  ],
  ['MySQL for this machine', { password: 'x', localOnly: true }, { service: 'Mysql' }, 'WEAK-005', 'medium'],
  ['MySQL’s root', { password: 'x', privileged: true }, { service: 'Mysql' }, 'WEAK-005', 'critical'],
  ['a role that may not log in', { password: 'x', locked: true }, { service: 'PostgreSQL' }, 'WEAK-008', 'low'],
] as const)('severity: %s', (...[, account, around, rule, severity]) => {
  const whole = { user: 'root', form: 'crypt', scheme: 'x', tried: 1, untried: 0, ...account } as const
  expect(judge(whole, { service: 'SSH', visible: true, today: 20_000, ...around })).toEqual({ rule, severity })
})

test('code: what a text is compared with is no password', () => {
  const valuesIn = (code: string) => findSettings(code, 'code').settings.map(({ value }) => value)
  expect(valuesIn('t?"This is a very common password":"english"===e.dictionary_name?s:t;')).toEqual([])
  expect(valuesIn('login({user: "root", password: "english"});')).toEqual(['english'])
})
