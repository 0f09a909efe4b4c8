import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findShown, scanWith, showReport, textsOfFindings } from '@veinmind/plugin-testing'
import { buildContainer, buildImage, createRandom, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import weakpass from '../src/index.ts'

const LENGTHS = process.env['VEINMIND_LONG_TESTS'] === '1' ? [8, 9, 12, 15, 20, 24, 40, 72, 100] : [8, 13, 40]
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const digest = (algorithm: string, text: string, form: 'hex' | 'base64' = 'hex') =>
  createHash(algorithm).update(text).digest(form)

/** How the readers of this plugin find a password: by itself, or by its hash; in the file that it stands in. */
const WRITERS: Readonly<Record<string, (password: string) => string>> = {
  'srv/svn/conf/passwd': (password) => `[users]\nharry = ${password}\n`,
  'etc/redis/redis.conf': (password) => `requirepass ${password}\n`,
  'etc/redis/users.acl': (password) =>
    `user default on >${password} ~* +@all\nuser app on #${digest('sha256', password)} ~* +@all\n`,
  'usr/local/tomcat/conf/tomcat-users.xml': (password) =>
    `<tomcat-users><user username="tomcat" password="${password}" roles="manager-gui"/></tomcat-users>\n`,
  'etc/apache2/.htpasswd': (password) => `bob:{SHA}${digest('sha1', password, 'base64')}\n`,
  'etc/apache2/.htdigest': (password) => `bob:area:${digest('md5', `bob:area:${password}`)}\n`,
  'etc/rabbitmq/definitions.json': (password) => {
    const salt = Buffer.from('01020304', 'hex')
    const hash = createHash('sha256')
      .update(Buffer.concat([salt, Buffer.from(password)]))
      .digest()
    const user = {
      name: 'bob',
      password_hash: Buffer.concat([salt, hash]).toString('base64'),
      hashing_algorithm: 'rabbit_password_hashing_sha256',
    }
    return JSON.stringify({ users: [{ ...user, tags: 'administrator' }] })
  },
  'etc/ldap/users.ldif': (password) =>
    `dn: uid=bob,dc=corp\nuid: bob\nuserPassword: {SHA}${digest('sha1', password, 'base64')}\n\ndn: uid=eve,dc=corp\nuid: eve\nuserPassword: ${password}\n`,
  'opt/activemq/conf/users.properties': (password) => `admin=${password}\n`,
  'etc/tacacs+/tac_plus.conf': (password) => `user = bob {\n  login = cleartext "${password}"\n}\n`,
  'srv/app/.env': (password) => `MYSQL_ROOT_PASSWORD=${password}\nDATABASE_URL=postgres://app:${password}@db/app\n`,
  'srv/app/compose.yaml': (password) => `services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${password}\n`,
  'srv/app/init.sql': (password) => `CREATE USER 'app'@'%' IDENTIFIED BY '${password}';\n`,
  'srv/app/run.sh': (password) => `mysql -u root -p${password} app\n`,
}

test('no report shows a piece of a password that was guessed, whatever reader found it', async () => {
  const random = createRandom(41)
  const draw = (length: number) =>
    Array.from({ length }, () => ALPHABET.charAt(Math.floor(random() * ALPHABET.length))).join('')
  const folder = await mkdtemp(join(tmpdir(), 'veinmind-weakpass-'))
  try {
    for (const length of LENGTHS) {
      const written = Object.entries(WRITERS).map(([path, write]) => {
        const password = draw(length)
        return { path, password, text: write(password) }
      })
      const passwords = written.map(({ password }) => password)
      const dictionary = join(folder, 'dictionary.txt')
      await writeFile(dictionary, passwords.join('\n'))
      const image = buildImage(
        {
          config: {
            Env: [`POSTGRES_PASSWORD=${passwords[0]}`],
            Cmd: ['redis-server', '--requirepass', passwords[1] ?? ''],
          },
        },
        layer(Object.fromEntries(written.map(({ path, text }) => [path, text]))),
      )
      const container = buildContainer({ env: [`MYSQL_ROOT_PASSWORD=${passwords[2]}`], args: ['redis-server'] })
      for (const [entity, expected] of [
        [image, Object.keys(WRITERS)],
        [container, []],
      ] as const) {
        const report = await scanWith(weakpass, entity, { showSecrets: false, options: { dictionary } })
        const texts = textsOfFindings(report)
        expect(report.findings.length).toBeGreaterThan(0)
        expect(expected.filter((path) => ![...texts.values()].some((text) => text.includes(path)))).toEqual([])
        expect(findShown(passwords, texts, { least: 6 })).toEqual([])
        expect(findShown(passwords, await showReport(report))).toEqual([])
      }
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}, 240_000)
