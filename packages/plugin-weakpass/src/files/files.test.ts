import { expect, test } from 'vitest'
import type { Credential } from '../model.ts'
import { readHtpasswd } from './htpasswd-file.ts'
import { readPasswd } from './passwd.ts'
import { readPgHba } from './pg-hba.ts'
import { readProftpd, readVirtualUsers } from './ftp-users.ts'
import { readRedis } from './redis-conf.ts'
import { readShadow } from './shadow.ts'
import { readTomcatUsers } from './tomcat-users.ts'

const MD5 = '$1$xxxxxxxx$UYCIxa628.9qXjpQCjM4a.'

const short = ({ user, value, locked, line }: Credential) => [
  line,
  user,
  value === MD5 ? 'hash' : value,
  locked === true,
]

test('shadow: empty, locked and locked with a hash are told apart, whatever the number of fields', () => {
  const text = `# comment\nroot:::0:::::\nbin:*:18000::::::\ndaemon:!:18000::::::\nsshd:!!:1:2\nold:!${MD5}:1:0:99999:7:::\ndbl:!!${MD5}\nbob:${MD5}:1:0:99999:7::19000:\r\nsun:*LK*${MD5}:1\nnp:*NP*:1\nnote:!lockedbyadmin:1\nx\n:${MD5}:\n+:::\nx86:x:1\n`
  const { credentials } = readShadow(Buffer.from(text))
  expect(credentials.map(short)).toEqual([
    [2, 'root', '', false],
    [6, 'old', 'hash', true],
    [7, 'dbl', 'hash', true],
    [8, 'bob', 'hash', false],
    [9, 'sun', 'hash', true],
  ])
  expect(credentials[3]?.expires).toBe(19_000)
})

test('passwd: hashes that stand in it', () => {
  const { credentials } = readPasswd(
    Buffer.from(
      `root:x:0:0:root:/root:/bin/bash\nold:${MD5}:7:7::/:/sbin/nologin\nopen::8:8::/:\n__proto__:x:9:9::/:/bin/sh\n`,
    ),
  )
  expect(credentials.map(short)).toEqual([
    [2, 'old', 'hash', false],
    [3, 'open', '', false],
  ])
})

test('redis.conf: any case, blanks, quotes with escapes; the last one counts', () => {
  const text =
    ' REQUIREPASS first  \nrequirepass "p(a)\\x73s \\"q"\nmasterauth \'it\\\'s\'\nsentinel auth-pass mymaster hunter2\ninclude /etc/redis/extra.conf\ninclude /srv/more\nrequirepass "open\n'
  const { credentials, includes } = readRedis(Buffer.from(text))
  expect(credentials.map(({ user, value }) => [user, value])).toEqual([
    ['', "it's"],
    ['mymaster', 'hunter2'],
    ['', 'p(a)ss "q'],
  ])
  expect(includes).toEqual(['/srv/more'])
})

test('redis ACL: passwords, digests, nopass, off and reset', () => {
  const sha = `#${'ab'.repeat(32)}`
  const text = `user default on nopass ~* +@all\nuser alice on >secret ${sha} ~* +get\nuser bob off >secret\nuser carol on >secret resetpass\nuser dave on nopass >later\n`
  expect(readRedis(Buffer.from(text)).credentials.map((one) => [...short(one), one.privileged === true])).toEqual([
    [1, 'default', '', false, true],
    [2, 'alice', 'secret', false, false],
    [2, 'alice', sha, false, false],
    [3, 'bob', 'secret', true, false],
    [5, 'dave', 'later', false, false],
  ])
})

test.each([
  ['protected-mode no\n', 1],
  ['PROTECTED-MODE "NO"\nbind 0.0.0.0 -::*\n', 1],
  ['protected-mode no\nbind 127.0.0.1 -::1\n', 0],
  ['protected-mode no\nrequirepass x\n', 0],
  ['protected-mode no\naclfile /etc/redis/users.acl\n', 0],
  ['protected-mode yes\nbind 0.0.0.0\n', 0],
])('redis without a password: %j', (text, count) => {
  expect(readRedis(Buffer.from(text)).exposures).toHaveLength(count)
})

test('tomcat-users.xml: any order, missing attributes, comments, namespaces', () => {
  const text = `<?xml version="1.0"?>
<tomcat-users xmlns="http://tomcat.apache.org/xml">
  <!-- <user username="no" password="no"/> -->
  <role rolename="manager-gui"/>
  <user roles="viewer, manager-gui" password="s3c&amp;ret" username="tomcat"/>
  <user name='old' password='' roles='role1'/>
  <user username="nopassword"/><user password="nouser"/><user/>
</tomcat-users>`
  expect(readTomcatUsers(Buffer.from(text)).credentials).toEqual([
    { user: 'tomcat', value: 's3c&ret', form: 'tomcat', line: 5, privileged: true },
    { user: 'old', value: '', form: 'tomcat', line: 6 },
  ])
})

test('tomcat-users.xml: entities are not expanded, faults are said', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><tomcat-users><user username="a" password="&c;"/></tomcat-users>`
  expect(readTomcatUsers(Buffer.from(bomb))).toEqual({
    credentials: [],
    left: [expect.stringContaining('not well-formed')],
  })
  expect(readTomcatUsers(Buffer.from('<tomcat-users><user username="a" password="b"/><')).credentials).toHaveLength(1)
})

test('FTP: passwd files of ProFTPD, text of virtual users', () => {
  expect(
    readProftpd(Buffer.from(`bob:${MD5}:1:1::/srv:/bin/false\nx:x:1:1::/:/\nl:!:1\n`)).credentials.map(short),
  ).toEqual([[1, 'bob', 'hash', false]])
  expect(readVirtualUsers(Buffer.from('alice\nsecret\n\nbob\nhunter2\nodd\n')).credentials.map(short)).toEqual([
    [2, 'alice', 'secret', false],
    [5, 'bob', 'hunter2', false],
  ])
})

test('.htpasswd: users and hashes, nothing of other files', () => {
  expect(
    readHtpasswd(
      Buffer.from(`# c\n bob:${MD5}:comment\nplain:secret\nno line\na b:c\nsh:echo hello world\n`),
    ).credentials.map(short),
  ).toEqual([
    [2, 'bob', 'hash', false],
    [3, 'plain', 'secret', false],
  ])
})

test('pg_hba.conf: trust for other machines', () => {
  const text =
    'local all all trust\nhost all all 127.0.0.1/32 trust\nhost all all ::1/128 trust\nhost all all 10.0.0.0 255.0.0.0 trust\nHOSTSSL all all all TRUST # why\nhost all all all scram-sha-256\nhostnossl all all 0.0.0.0/0 trust map=x\n'
  expect(readPgHba(Buffer.from(text)).exposures?.map(({ line }) => line)).toEqual([4, 5, 7])
})
