import { scanWith } from '@veinmind/plugin-testing'
import type { Report } from '@veinmind/report'
import type { Entity } from '@veinmind/sdk'
import { buildContainer, buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import weakpass from '../src/index.ts'
import { innodbTablespace, pgAuthidPage } from './pages.ts'

const MD5 = '$1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0' // letmein
const PASSWD =
  'root:x:0:0:root:/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/bash\nwww:x:33:33::/var/www:/usr/sbin/nologin\n'

function run(entity: Entity, options: Readonly<Record<string, unknown>> = {}, showSecrets = true): Promise<Report> {
  return scanWith(weakpass, entity, { options, workers: 1, showSecrets })
}

/** Findings as one line each. */
function lines(report: Report): readonly string[] {
  const text = (value: unknown) => (typeof value === 'string' ? value : '?')
  return report.findings
    .map(({ rule, severity, detail, locations: [at] }) => {
      const account = `${text(detail['username'])}/${text(detail['password'])}`
      return [rule.id, severity, text(detail['service']), account, at?.path ?? at?.object].join(' ')
    })
    .sort()
}

test('an image: files of every kind, the environment and the command', async () => {
  const config = {
    Env: ['PATH=/bin', 'POSTGRES_PASSWORD=web-shop123', 'MYSQL_ALLOW_EMPTY_PASSWORD=yes'],
    Cmd: ['redis-server', '--requirepass', 'letmein'],
  }
  const image = buildImage(
    { config, references: ['harbor.local/team/web-shop:1.0'] },
    layer({
      'etc/passwd': PASSWD,
      'etc/shadow': `root::19000:0:99999:7:::\nbob:${MD5}:19000::::::\nwww:${MD5}:19000::::::\nold:!${MD5}:19000::::::\nbin:*:1::::::\n`,
      'usr/local/etc/redis/redis.conf': 'protected-mode no\n',
      'etc/redis/users.acl': 'user default on >foobared ~* +@all\n',
      'usr/local/tomcat/conf/tomcat-users.xml':
        '<tomcat-users><user password="s3cret" roles="manager-gui" username="tomcat"/></tomcat-users>',
      'auth/htpasswd': 'shop:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n',
      'var/lib/mysql/mysql.ibd': innodbTablespace([{ host: '%', user: 'root', isSuper: true }]),
      'var/lib/postgresql/data/global/1260': pgAuthidPage([
        { name: 'postgres', password: 'md53175bce1d3201d16594cebf9d7eb3f9d', isSuper: true },
      ]),
      'var/lib/postgresql/data/pg_hba.conf': 'host all all all trust\n',
    }),
  )
  const report = await run(image)
  expect(report.errors).toEqual([])
  expect(lines(report)).toEqual([
    'WEAK-001 critical SSH root/ /etc/shadow',
    'WEAK-002 high SSH bob/letmein /etc/shadow',
    'WEAK-003 low SSH old/letmein /etc/shadow',
    'WEAK-003 low SSH www/letmein /etc/shadow',
    'WEAK-004 critical Redis default/foobared /etc/redis/users.acl',
    'WEAK-005 critical Mysql root@%/ /var/lib/mysql/mysql.ibd',
    'WEAK-006 critical Tomcat tomcat/s3cret /usr/local/tomcat/conf/tomcat-users.xml',
    'WEAK-008 critical PostgreSQL postgres/postgres /var/lib/postgresql/data/global/1260',
    'WEAK-009 high HTTP shop/admin /auth/htpasswd',
    'WEAK-010 high Env /letmein config.Cmd[1]',
    'WEAK-010 high Env /web-shop123 config.Env[POSTGRES_PASSWORD]',
    'WEAK-011 high Redis / /usr/local/etc/redis/redis.conf',
    'WEAK-012 high PostgreSQL / /var/lib/postgresql/data/pg_hba.conf',
    'WEAK-013 high Env / config.Env[MYSQL_ALLOW_EMPTY_PASSWORD]',
  ])
  expect(report.plugins).toMatchObject([{ name: 'weakpass', outcome: 'ok' }])
})

test('a password that an upper layer takes away still ships, and is one finding with one that stays', async () => {
  const shadow = `bob:${MD5}:19000::::::\n`
  const hidden = await run(
    buildImage(layer({ 'etc/passwd': PASSWD, 'etc/shadow': shadow }), layer(remove('etc/shadow'))),
  )
  expect(hidden.findings).toMatchObject([
    { severity: 'medium', locations: [{ path: '/etc/shadow', line: 1, hiddenBy: 1, layer: { index: 0 } }] },
  ])
  const repeated = await run(
    buildImage(layer({ 'etc/passwd': PASSWD, 'etc/shadow': shadow }), layer({ 'etc/shadow': `new:*:1\n${shadow}` })),
  )
  expect(repeated.findings).toMatchObject([
    {
      severity: 'high',
      locations: [
        { line: 2, layer: { index: 1 } },
        { line: 1, hiddenBy: 1 },
      ],
    },
  ])
})

test('links: a shadow that stands elsewhere is read by the name that leads to it', async () => {
  const report = await run(
    buildImage(layer({ 'data/secret': `bob:${MD5}:1::::::\n`, 'etc/shadow': { symlink: '../data/secret' } })),
  )
  expect(lines(report)).toEqual(['WEAK-002 high SSH bob/letmein /etc/shadow'])
})

test('redis.conf: files that it includes by any name, in circles too', async () => {
  const report = await run(
    buildImage(
      layer({
        'etc/redis.conf': 'include /srv/secrets\ninclude gone\n',
        'srv/secrets': 'requirepass hunter2\ninclude /srv/secrets\ninclude more\n',
        'srv/more': 'masterauth letmein\ninclude /etc/redis.conf\n',
      }),
    ),
  )
  expect(lines(report)).toEqual([
    'WEAK-004 critical Redis /hunter2 /srv/secrets',
    'WEAK-004 high Redis /letmein /srv/more',
  ])
  expect(report.plugins[0]?.coverage.problems).toMatchObject([
    { path: '/etc/redis.conf', reason: expect.stringContaining('includes /etc/gone') },
  ])
})

test('what was not tried is said: a dear hash, a scheme that is not known, XML with a fault', async () => {
  const report = await run(
    buildImage(
      layer({
        'etc/shadow': `root:$6$rounds=999999999$salt$${'A'.repeat(86)}:1::::::\nbig:$y$jJT$abcdefgh$${'A'.repeat(43)}:1::::::\n`,
        'opt/tomcat/conf/tomcat-users.xml': '<tomcat-users><user username="a" ',
      }),
    ),
  )
  expect(report.plugins).toMatchObject([{ outcome: 'partial', coverage: { skipped: { 'not-exhausted': 2 } } }])
  expect(report.plugins[0]?.coverage.problems.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
    expect.stringMatching(/^\/etc\/shadow not exhausted: 1 sha512crypt hash tried with 0 of \d+ passwords/),
    '/etc/shadow yescrypt hashes that need more than 64 MiB are not tried',
    expect.stringContaining('/opt/tomcat/conf/tomcat-users.xml not well-formed XML'),
  ])
})

test('options: a dictionary, accounts, services; wrong ones are errors', async () => {
  const image = buildImage(layer({ 'etc/redis.conf': 'requirepass Our-Own-Word\n', 'etc/shadow': 'bob:::\neve:::\n' }))
  const dictionary = { path: 'words.txt', text: 'Our-Own-Word\n' }
  expect(lines(await run(image, { dictionary, services: ['redis'] }))).toEqual([
    'WEAK-004 critical Redis /Our-Own-Word /etc/redis.conf',
  ])
  expect(lines(await run(image, { usernames: ['eve'] }))).toEqual(['WEAK-001 critical SSH eve/ /etc/shadow'])
  await expect(run(image, { services: ['telnet'] })).rejects.toMatchObject({
    code: 'WEAKPASS_SERVICE_UNKNOWN',
    isUsage: true,
  })
})

test('the password is masked wherever it stands, unless it is asked for', async () => {
  const image = buildImage(
    { config: { Env: ['DB_PASSWORD=sunshine'] } },
    layer({ 'etc/redis.conf': 'requirepass sunshine\n' }),
  )
  expect(JSON.stringify(await run(image, {}, false))).not.toContain('sunshine')
  expect(JSON.stringify(await run(image, {}, true))).toContain('sunshine')
})

test('a container: its processes, its name, what repeats is said once', async () => {
  const container = buildContainer({
    name: 'shop-db',
    hostname: 'db01',
    env: ['DB_PASSWORD=db01'],
    args: ['mysqld', '--skip-grant-tables'],
    processes: [
      {
        pid: 1,
        name: 'redis-server',
        args: ['redis-server', '--requirepass', 'shop-db123'],
        env: ['DB_PASSWORD=db01'],
      },
    ],
  })
  expect(lines(await run(container))).toEqual([
    'WEAK-010 high Env /db01 env[DB_PASSWORD]',
    'WEAK-010 high Env /shop-db123 processes[pid=1].args[1]',
    'WEAK-013 high Env / args[1]',
  ])
})

test('a password in clear or behind a hash is found wherever a configuration has it, once', async () => {
  const config = {
    Env: [
      'DB_PASSWORD=admin123',
      'DATABASE_URL=postgres://app:secret@db/app',
      'BASIC_AUTH=bob:$apr1$xxxxxxxx$dxHfLAsjHkDRmG83UXe8K0',
    ],
    Labels: { 'traefik.http.middlewares.a.basicauth.users': 'eve:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=' },
  }
  const image = buildImage(
    { config },
    layer({ a: 'x' }, { createdBy: '/bin/sh -c echo "root:toor" | chpasswd' }),
    layer({ b: 'x' }, { createdBy: 'ENV DB_PASSWORD=admin123' }),
  )
  expect(lines(await run(image))).toEqual([
    'WEAK-010 high Env /admin123 config.Env[DB_PASSWORD]',
    'WEAK-014 high File app/secret config.Env[DATABASE_URL]',
    'WEAK-014 high File root/toor ',
    'WEAK-015 high File bob/password config.Env[BASIC_AUTH]',
    'WEAK-015 high File eve/secret config.Labels[traefik.http.middlewares.a.basicauth.users]',
  ])
})

test('passwords in files: one finding a place, an owner, no repetition of what a reader knows', async () => {
  const report = await run(
    buildImage(
      layer({
        'app/.env': 'DB_USER=app\nDB_PASSWORD=root\n',
        'etc/squid/passwd': 'bob:$apr1$xxxxxxxx$dxHfLAsjHkDRmG83UXe8K0\n',
        'etc/redis/redis.conf': 'requirepass foobared\n',
        'srv/svn/conf/passwd': '[users]\nharry = secret\n',
      }),
    ),
  )
  expect(lines(report)).toEqual([
    'WEAK-004 critical Redis /foobared /etc/redis/redis.conf',
    'WEAK-014 high File app/root /app/.env',
    'WEAK-015 high File bob/password /etc/squid/passwd',
    'WEAK-015 high SVN harry/secret /srv/svn/conf/passwd',
  ])
  expect(report.findings.find(({ rule }) => rule.id === 'WEAK-014')).toMatchObject({
    evidence: 'DB_PASSWORD=root',
    locations: [{ line: 2 }],
  })
})
