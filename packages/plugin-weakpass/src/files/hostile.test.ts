import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { ariaGlobalPriv, berkeleyDb, innodbTablespace, myisamUsers, pgAuthidPage } from '../../test/pages.ts'
import { crack } from '../guess/crack.ts'
import type { FileKind } from '../file-kinds.ts'
import { readFile } from '../read-file.ts'

const NATIVE = '*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'
const USERS = [
  { host: 'localhost', user: 'root', value: NATIVE },
  { host: '%', user: 'app', value: NATIVE },
  { host: '%', user: 'open' },
]
const MD5 = '$1$xxxxxxxx$UYCIxa628.9qXjpQCjM4a.'

const SEEDS: Readonly<Record<FileKind, Buffer>> = {
  shadow: Buffer.from(
    `root:${MD5}:1:0:99999:7:::\nbin:*:1\nold:!${MD5}:1\nopen::1\n$6:$6$rounds=1000$a$${'x'.repeat(86)}:\n`,
  ),
  passwd: Buffer.from(`root:x:0:0:root:/root:/bin/sh\nold:${MD5}:7:7::/:/sbin/nologin\n`),
  'mysql-myisam': myisamUsers([...USERS, ...USERS]),
  'mysql-innodb': innodbTablespace(USERS),
  'mysql-aria': ariaGlobalPriv(
    USERS.map(({ host, user, value }) => ({
      host,
      user,
      document: { access: 1, plugin: 'mysql_native_password', authentication_string: value ?? '' },
    })),
  ),
  redis: Buffer.from('requirepass "a\\x41\'"\nuser default on >p #00 ~* +@all\ninclude x\nprotected-mode no\n'),
  tomcat: Buffer.from(
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><tomcat-users><user username="a" password="b&amp;" roles="manager-gui"/></tomcat-users>',
  ),
  proftpd: Buffer.from(`bob:${MD5}:1:1::/srv:/bin/false\n`),
  'vsftpd-database': berkeleyDb({ alice: 'secret', bob: 'hunter2' }),
  'vsftpd-text': Buffer.from('alice\nsecret\n'),
  htpasswd: Buffer.from(`bob:${MD5}\neve:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n`),
  'postgres-roles': pgAuthidPage([{ name: 'a', password: `md5${'0'.repeat(32)}` }, { name: 'b' }]),
  svn: Buffer.from('[users]\nharry = secret\n'),
  smbpasswd: Buffer.from(`bob:1000:${'X'.repeat(32)}:BECEDB42EC3C5C7F965255338BE4453C:[U          ]:LCT-5F000000:\n`),
  htdigest: Buffer.from('bob:realm:66ac2da66ec9c14656a4dbaef54411d3\n'),
  wildfly: Buffer.from('#$REALM_NAME=ManagementRealm$\nbob=66ac2da66ec9c14656a4dbaef54411d3\n'),
  'properties-users': Buffer.from('admin: OBF:1u2a1toa1w8v1tok1u30, admin\nbob=MD5:0d107d09f5bbe40cade3de5c71e9e9b7\n'),
  opasswd: Buffer.from(`bob:1000:2:${MD5},${MD5}\n`),
  tacacs: Buffer.from('key = "secret"\nuser = bob {\n login = cleartext "hello"\n pap = des abN/qM.L/H8EQ\n}\n'),
  vnc: Buffer.from('c10af52a403ca6e4c10af52a403ca6e4', 'hex'),
  grafana: Buffer.from(`SQLite format 3\0adminadmin@localhost${'ab'.repeat(50)}${'Xy'.repeat(10)}`),
  'keycloak-h2': Buffer.from(
    '{"value":"' +
      'ab'.repeat(40) +
      '==","salt":"MDEyMzQ1Njc4OWFiY2RlZg=="}{"hashIterations":1000,"algorithm":"pbkdf2-sha512"}',
  ),
  'postgres-hba': Buffer.from('host all all 0.0.0.0/0 trust\n'),
}

test.each(Object.entries(SEEDS))('%s: 1,000 mutations end, and soon', async (kind, seed) => {
  const random = createRandom(20_261_124)
  const started = performance.now()
  for (let i = 0; i < 1000; i++) {
    const bytes = mutate(seed, random)
    const file = {
      bytes,
      random: () => ({
        size: bytes.length,
        path: '',
        read: async (at: number, length: number) => bytes.subarray(at, at + length),
      }),
    }
    const { credentials } = await readFile(kind as FileKind, file)
    expect(credentials.length).toBeLessThanOrEqual(1000)
    if (i % 20 === 0) crack(credentials, { service: 'SSH', dictionary: [], budget: 0 })
  }
  expect(performance.now() - started).toBeLessThan(15_000)
})

/** Bits turned, ranges overwritten, doubled or cut, at places that half the time lie in the used part of a file. */
function mutate(seed: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(seed)
  const place = () => Math.floor(random() * bytes.length)
  for (let n = 1 + Math.floor(random() * 6); n > 0 && bytes.length > 0; n--) {
    const [at, kind] = [place(), Math.floor(random() * 6)]
    const used = bytes.findIndex((byte, i) => i >= at && byte !== 0)
    const target = used < 0 ? at : used
    if (kind === 0) bytes[target] = (bytes[target] ?? 0) ^ (1 << Math.floor(random() * 8))
    else if (kind === 1)
      bytes.fill(Math.floor(random() * 256), target, Math.min(bytes.length, target + Math.floor(random() * 16)))
    else if (kind === 2) bytes = bytes.subarray(0, at)
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(place())])
    else if (kind === 4) bytes[target] = [0, 0x7f, 0x80, 0xff][Math.floor(random() * 4)] ?? 0
    else if (target + 2 <= bytes.length) bytes.writeUInt16BE(Math.floor(random() * 2 ** 16), target)
  }
  return bytes
}
