import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { inspect } from '../../test/inspect.ts'

const NT = 'BECEDB42EC3C5C7F965255338BE4453C' // letmein

/** Users and passwords that are guessed in a file. */
async function guessed(path: string, content: string | Uint8Array): Promise<readonly string[]> {
  return ((await inspect(path, content))?.accounts ?? []).flatMap(({ user, password }) =>
    password === undefined ? [] : `${user}/${password}`,
  )
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

test('Subversion: users of the section [users] alone', async () => {
  expect(
    await guessed('/srv/svn/conf/passwd', '# c\n[users]\nharry = secret\n sally=Zk3u-xQ9w\n[other]\nbob = 123456\n'),
  ).toEqual(['harry/secret'])
})

test('Samba: NT hashes, no password, disabled accounts', async () => {
  const line = (user: string, nt: string, flags: string) =>
    `${user}:1000:${'X'.repeat(32)}:${nt}:${flags}:LCT-5F000000:\n`
  const text =
    line('bob', NT, '[U          ]') +
    line('open', 'NO PASSWORDXXXXXXXXXXXXXXXXXXXXX', '[NU         ]') +
    line('off', NT, '[DU         ]')
  const accounts = (await inspect('/etc/samba/smbpasswd', text))?.accounts.map(({ user, password, locked }) => [
    user,
    password,
    locked,
  ])
  expect(accounts).toEqual([
    ['bob', 'letmein', undefined],
    ['open', '', undefined],
    ['off', 'letmein', true],
  ])
})

test('htdigest and WildFly: the realm goes into the digest', async () => {
  expect(await guessed('/etc/apache2/.htdigest', `bob:private area:${md5('bob:private area:letmein')}\n`)).toEqual([
    'bob/letmein',
  ])
  expect(
    await guessed(
      '/opt/wildfly/standalone/configuration/mgmt-users.properties',
      `#$REALM_NAME=ManagementRealm$ comment\nadmin=${md5('admin:ManagementRealm:admin')}\n`,
    ),
  ).toEqual(['admin/admin'])
  expect(
    await guessed(
      '/opt/wildfly/domain/configuration/application-users.properties',
      `#$REALM_NAME=ApplicationRealm$\nbob=${md5('bob:ApplicationRealm:secret')}\n`,
    ),
  ).toEqual(['bob/secret'])
})

test('Jetty and ActiveMQ: clear, OBF, MD5, CRYPT', async () => {
  const text =
    'admin: admin, admin\nplain=Zk3u-xQ9w\nobf: OBF:1u2a1toa1w8v1tok1u30,user\nmd: MD5:0d107d09f5bbe40cade3de5c71e9e9b7,user\ncr: CRYPT:abN/qM.L/H8EQ,user\n'
  expect(await guessed('/opt/jetty/etc/realm.properties', text)).toEqual([
    'admin/admin',
    'obf/admin',
    'md/letmein',
    'cr/letmein',
  ])
  expect(await guessed('/opt/activemq-5.18/conf/users.properties', 'admin=admin\n')).toEqual(['admin/admin'])
})

test('TACACS+: clear, DES, the key of the devices', async () => {
  const text =
    'key = "tac_plus_key"\nuser = bob {\n  login = cleartext "letmein"\n  pap = des abN/qM.L/H8EQ\n}\nuser = eve {\n login = PAM\n}\nkey = cisco\n'
  expect(await guessed('/etc/tacacs+/tac_plus.conf', text)).toEqual(['bob/letmein', 'bob/letmein', '/cisco'])
})

test('VNC: eight bytes each, DES with the key that everybody knows', async () => {
  expect(await guessed('/root/.vnc/passwd', Buffer.from('c10af52a403ca6e4', 'hex'))).toEqual(['/letmein'])
  expect(await guessed('/root/.vnc/passwd', Buffer.from('0011223344556677', 'hex'))).toEqual([])
})

test('opasswd: each of the passwords that were used before', async () => {
  expect(
    await guessed(
      '/etc/security/opasswd',
      'bob:1000:2:$1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0,$1$xxxxxxxx$UYCIxa628.9qXjpQCjM4a.\n',
    ),
  ).toEqual(['bob/letmein', 'bob/password'])
})

test('Grafana’s database: a row of its table of users', async () => {
  const hash = pbkdf2Sync('admin', 'Xy12Zz98Qa', 10_000, 50, 'sha256').toString('hex')
  expect(
    await guessed(
      '/var/lib/grafana/grafana.db',
      `SQLite format 3\0\x01adminadmin@localhost${hash}Xy12Zz98QaRandsRands`,
    ),
  ).toEqual(['admin/admin'])
})

test('MongoDB: SCRAM in a dump of system.users, in JSON and in BSON; Kafka’s', async () => {
  const salt = Buffer.from('0123456789abcdef')
  const stored = (algorithm: string, password: string, size: number) => {
    const salted = pbkdf2Sync(password, salt, 1000, size, algorithm)
    return createHash(algorithm).update(createHmac(algorithm, salted).update('Client Key').digest()).digest('base64')
  }
  const [one, two] = [stored('sha1', md5('bob:mongo:letmein'), 20), stored('sha256', 'letmein', 32)]
  const json = `{"user":"bob","credentials":{"SCRAM-SHA-1":{"iterationCount":1000,"salt":"${salt.toString('base64')}","storedKey":"${one}","serverKey":"x"}}}`
  expect(await guessed('/dump/users.json', json)).toEqual(['bob/letmein'])
  const text = (name: string, value: string) => `\x02${name}\0\x01\0\0\0${value}\0`
  const count = Buffer.alloc(4)
  count.writeUInt32LE(1000)
  const bson = `\x05\0\0\0${text('user', 'bob')}\x03SCRAM-SHA-256\0....\x10iterationCount\0${count.toString('latin1')}${text('salt', salt.toString('base64'))}${text('storedKey', two)}`
  expect(await guessed('/dump/system.users.bson', Buffer.from(bson, 'latin1'))).toEqual(['bob/letmein'])
  expect(
    await guessed(
      '/dump/scram.properties',
      `bob=salt=${salt.toString('base64')},stored_key=${two},server_key=x,iterations=1000\n`,
    ),
  ).toEqual([expect.stringContaining('/letmein')])
})

test('Keycloak: the credentials of an exported realm', async () => {
  const salt = Buffer.from('0123456789abcdef')
  const value = pbkdf2Sync('letmein', salt, 1000, 64, 'sha256').toString('base64')
  const secret = JSON.stringify({ value, salt: salt.toString('base64'), additionalParameters: {} })
  const data = JSON.stringify({ hashIterations: 1000, algorithm: 'pbkdf2-sha256', additionalParameters: {} })
  const realm = JSON.stringify({
    users: [{ username: 'bob', credentials: [{ type: 'password', secretData: secret, credentialData: data }] }],
  })
  expect(await guessed('/opt/keycloak/data/import/realm.json', realm)).toEqual(['bob/letmein'])
})

test('Keycloak’s own database: rows of credentials in H2', async () => {
  const salt = Buffer.from('0123456789abcdef')
  const value = pbkdf2Sync('admin', salt, 1000, 64, 'sha512').toString('base64')
  const secret = `{"value":"${value}","salt":"${salt.toString('base64')}","additionalParameters":{}}`
  const way = '{"hashIterations":1000,"algorithm":"pbkdf2-sha512","additionalParameters":{}}'
  const page = `H:2,block:3\0\x02id\0\x81password\0${secret}\x9c${way}\0`
  expect(await guessed('/opt/keycloak/data/h2/keycloakdb.mv.db', Buffer.from(page, 'latin1'))).toEqual(['/admin'])
})

test('Cisco: type 4, the hashes of ASA and PIX; Juniper: $9$', async () => {
  const type4 = '2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI'
  const options = { dictionary: { path: 'd', text: 'hashcat\nlc\n' } } as never
  const found = async (text: string) =>
    ((await inspect('/srv/tftp/device.conf', text, options))?.accounts ?? []).map(
      ({ user, password }) => `${user}/${password ?? ''}`,
    )
  expect(await found(`enable secret 4 ${type4}\n`)).toEqual(['/hashcat'])
  expect(await found('passwd 2KFQnbNIdI.2KYOU encrypted\n')).toEqual(['/cisco'])
  expect(await found('enable password 8Ry2YjIyt7RRXU24 encrypted\n')).toEqual(['/'])
  expect(await found('set system root-authentication secret "$9$LbHX-wg4Z"\n')).toEqual(['/lc'])
})
