import { hash, pbkdf2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { parseCrypt } from './crypt.ts'
import { parseHtpasswd } from './htpasswd.ts'
import { parseLdap } from './ldap.ts'
import { parseMysql } from './mysql.ts'
import { parsePostgres } from './postgres.ts'
import { parseRedisHash } from './redis.ts'
import { streebog256 } from './streebog.ts'
import { parseTomcat } from './tomcat.ts'
import { isVerifier } from './verifier.ts'
import type { Parsed } from './verifier.ts'

/** The scheme of a value that `password` opens, and nothing like it. */
function opened(parsed: Parsed | undefined, password: string): string | undefined {
  if (!isVerifier(parsed)) return undefined
  const others = ['', `${password}?`, password.slice(1), password.toUpperCase()].filter((other) => other !== password)
  return parsed.verify(Buffer.from(password)) && !others.some((other) => parsed.verify(Buffer.from(other)))
    ? parsed.scheme
    : undefined
}

// The salts are those of SHA-crypt's specification, of OpenSSL's manual and of libxcrypt's tests; libxcrypt made the hashes.
test.each([
  ['$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5', 'Hello world!', 'sha256crypt'],
  ['$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5', 'This is just a test', 'sha256crypt'],
  [
    '$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
    'Hello world!',
    'sha512crypt',
  ],
  ['$1$xxxxxxxx$UYCIxa628.9qXjpQCjM4a.', 'password', 'md5crypt'],
  ['$apr1$xxxxxxxx$dxHfLAsjHkDRmG83UXe8K0', 'password', 'apr1'],
  ['$y$j75$abcdefgh$DdqAN74pEsqcqznWjI6lb6Ti0k.v6rz1vjj3ppJzqR3', 'letmein', 'yescrypt'],
  ['$y$j9T$abcdefgh$epWtSs4Gu0OBWJFQE2cTWrKuGouFdvT/8K.cw.oANm/', 'hello', 'yescrypt'],
  ['$gy$j9T$abcdefgh$vOqLkjLkCRx4Bg.a3g1WJDO5oD2gquaPzg5Rjyfh0SC', 'letmein', 'gost-yescrypt'],
  ['$md5,rounds=100$abcdefgh$$6jFzruxahrSiBWpDjzbSO1', 'letmein', 'sunmd5'],
  ['$7$9/..../....saltsalt$7GGKIXRhyVWMqj1sAMYzaelq9WXTXwTDj91gwQZQK3D', 'letmein', 'scrypt'],
  ['$2b$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C', 'letmein', 'bcrypt'],
  ['$sha1$64$saltsalt$inJQAtO93uwlyAV.PvfdFAyLlBFp', 'letmein', 'sha1crypt'],
  ['_J9..salttPSSQO9svBw', 'letmein', 'bsdicrypt'],
  ['abN/qM.L/H8EQ', 'letmein', 'descrypt'],
  ['$3$$becedb42ec3c5c7f965255338be4453c', 'letmein', 'nt'],
])('crypt: %s', (value, password, scheme) => {
  expect(opened(parseCrypt(value), password)).toBe(scheme)
})

test.each([
  'x',
  '*',
  '!',
  '!!',
  '',
  '$6$',
  '$6$salt$short',
  '$y$$$',
  '$y$zzzzzz$a$b',
  '$2b$03$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C',
  'a'.repeat(10_000),
])('crypt: %s is no hash', (value) => {
  expect(parseCrypt(value)).toBeUndefined()
})

test.each([
  ['$2$04$abcdefghijklmnopqrstuuPT0cs.zGMMB9aUG3xKmxLeI//6s0m5C', 'bcrypt'],
  ['$y$jJT$abcdefgh$DdqAN74pEsqcqznWjI6lb6Ti0k.v6rz1vjj3ppJzqR3', 'yescrypt'],
  ['$7$K/..../....saltsalt$7GGKIXRhyVWMqj1sAMYzaelq9WXTXwTDj91gwQZQK3D', 'scrypt'],
])('crypt: %s is told as one that is not tried', (value, scheme) => {
  expect(parseCrypt(value)).toEqual({ scheme, reason: expect.stringContaining('not tried') })
})

test('crypt: what a hash asks for is told before it is paid', () => {
  const costs = ['$6$rounds=999999999$a$', '$2b$31$', '$sha1$4294967295$a$'].map((start) => {
    const parsed = parseCrypt(start + 'A'.repeat(start.startsWith('$6') ? 86 : start.startsWith('$2') ? 53 : 28))
    return isVerifier(parsed) ? parsed.cost : 0
  })
  expect(costs.every((cost) => cost > 1e9)).toBe(true)
})

test('Streebog: the examples of RFC 6986, lowest byte first', () => {
  expect(
    streebog256(Buffer.from('012345678901234567890123456789012345678901234567890123456789012')).toString('hex'),
  ).toBe('9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500')
  expect(streebog256(Buffer.alloc(0)).toString('hex')).toBe(
    '3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb',
  )
})

test('MySQL: hashes of the manual and of hashcat’s examples', () => {
  expect(opened(parseMysql('*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19'), 'password')).toBe('mysql-native')
  expect(opened(parseMysql('6f8c114b58f2ce9e'), 'mypass')).toBe('mysql-old')
  const salt = Buffer.from('F9CC98CE08892924F50A213B6BC571A2C11778C5', 'hex').toString('latin1')
  const digest = Buffer.from(
    '625479393559393965414D45316477456B484F41316E64484742577A2E3162785353526B7554584647562F',
    'hex',
  ).toString('latin1')
  expect(opened(parseMysql(`$A$005$${salt}${digest}`), 'hashcat')).toBe('mysql-caching-sha2')
  expect(['*nothex', '$A$005$short', '$A$000$', '\0'.repeat(70)].map(parseMysql)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('PostgreSQL: hashes of hashcat’s examples', () => {
  expect(opened(parsePostgres('md5a6343a68d964ca596d9752250d54bb8a', 'postgres'), 'hashcat')).toBe('postgres-md5')
  const scram =
    'SCRAM-SHA-256$4096:IKfxzJ8Nq4PkLJCfgKcPmA==$iRw3qwTp18uaBnsTOEExbtgWdKeBMbSSnZvqD4sdqLQ=:hPciC1CcnBna3szR8Mf3MVc8t0W7QPbIHoMMrh4zRV0='
  expect(opened(parsePostgres(scram, 'anybody'), 'hashcat')).toBe('scram-sha-256')
})

test('Redis: the digest of an access control list', () => {
  expect(opened(parseRedisHash('#5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8'), 'password')).toBe(
    'redis-sha256',
  )
})

test('Tomcat: plain, digests, salted and iterated, PBKDF2', () => {
  const salt = Buffer.from('0123456789abcdef', 'hex')
  let iterated = hash('sha256', Buffer.concat([salt, Buffer.from('s3cret')]), 'buffer')
  for (let i = 1; i < 500; i++) iterated = hash('sha256', iterated, 'buffer')
  const pbkdf2 = pbkdf2Sync('s3cret', salt, 2000, 20, 'sha1').toString('hex')
  expect(opened(parseTomcat('s3cret'), 's3cret')).toBe('plain')
  expect(opened(parseTomcat('5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8'), 'password')).toBe('tomcat-sha1')
  expect(opened(parseTomcat(`0123456789abcdef$500$${iterated.toString('hex')}`), 's3cret')).toBe('tomcat-iterated')
  expect(opened(parseTomcat(`0123456789abcdef$2000$${pbkdf2}`), 's3cret')).toBe('tomcat-iterated')
})

test('LDAP and htpasswd', () => {
  const salted = Buffer.concat([hash('sha512', Buffer.from('secretsalt'), 'buffer'), Buffer.from('salt')]).toString(
    'base64',
  )
  expect(opened(parseLdap('{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='), 'secret')).toBe('ldap-sha')
  expect(opened(parseLdap(`{ssha512}${salted}`), 'secret')).toBe('ldap-ssha512')
  expect(opened(parseLdap('{CRYPT}$1$xxxxxxxx$UYCIxa628.9qXjpQCjM4a.'), 'password')).toBe('md5crypt')
  expect(opened(parseHtpasswd('{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='), 'secret')).toBe('ldap-sha')
  expect(opened(parseHtpasswd('open-Sesame'), 'open-Sesame')).toBe('plain')
  expect(['{}', '{SHA}', '{SSHA}AAAA', '{NOPE}AAAA', '{constructor}AAAA'].map(parseLdap)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
