import { scanWith } from '@veinmind/plugin-testing'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import weakpass from '../src/index.ts'
import type { FileKind } from '../src/file-kinds.ts'
import { readFile } from '../src/read-file.ts'

const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_unused, index) => make(index)).join('')
const grafanaUser = (index: number): string => `u${index}@x ${index.toString(16).padStart(100, '0')}${'S'.repeat(20)}.`

test.each<readonly [FileKind, string, RegExp]>([
  ['passwd', many(100_001, () => '\n'), /^more than 100000 lines/],
  ['shadow', `${'x'.repeat(70_000)}\nroot::1::::::\n`, /^1 lines longer than 65536 bytes/],
  ['htpasswd', many(1_001, (index) => `u${index}:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n`), /^more than 1000 accounts/],
  ['vsftpd-text', many(1_001, (index) => `u${index}\nsecret\n`), /^more than 1000 accounts/],
  [
    'tomcat',
    `<tomcat-users>${many(1_001, (index) => `<user username="u${index}" password="x"/>`)}</tomcat-users>`,
    /^more than 1000 accounts/,
  ],
  ['grafana', many(1_001, grafanaUser), /^more than 1000 accounts/],
  ['redis', many(21, (index) => `include /etc/r${index}\n`), /^more than 20 files are included/],
  ['redis', `user default on ${many(1_002, (index) => `>p${index} `)}\n`, /^a line has more than 1000 words/],
])('what is left out of a file of %s is said', async (kind, text, reason) => {
  const file = {
    bytes: Buffer.from(text),
    random: () => {
      throw new Error('none')
    },
  }
  const { credentials, left = [] } = await readFile(kind, file)
  expect(left.some((one) => reason.test(one))).toBe(true)
  expect(credentials.length).toBeLessThanOrEqual(1_000)
})

test('what is within the limits is not said to be cut', async () => {
  const read = async (kind: FileKind, text: string) =>
    (
      await readFile(kind, {
        bytes: Buffer.from(text),
        random: () => {
          throw new Error('none')
        },
      })
    ).left ?? []
  expect(
    await read(
      'tomcat',
      `<tomcat-users>${many(1_000, (index) => `<user username="u${index}" password="x"/>`)}</tomcat-users>`,
    ),
  ).toEqual([])
  expect(
    await read(
      'vsftpd-text',
      many(1_000, (index) => `u${index}\nsecret\n`),
    ),
  ).toEqual([])
  expect(await read('grafana', many(1_000, grafanaUser))).toEqual([])
  expect(
    await read(
      'passwd',
      many(100_000, () => '\n'),
    ),
  ).toEqual([])
})

test.each([
  [
    'more variables',
    { env: Array.from({ length: 10_001 }, (_unused, index) => `A${index}=b`) },
    /more than 10000 values/,
  ],
  ['a long variable', { env: [`DB_PASSWORD=${'x'.repeat(65_536)}`] }, /a value longer than 65536 characters/],
  ['more arguments', { args: Array.from({ length: 1_001 }, () => 'x') }, /more than 1000 values/],
])('%s than are looked at make a container partial', async (_name, container, reason) => {
  const {
    plugins: [plugin],
  } = await scanWith(weakpass, buildContainer(container), { workers: 0 })
  expect(plugin?.outcome).toBe('partial')
  expect(plugin?.reason).toMatch(reason)
})

test('more texts of a configuration, and more includes, than are looked at make an image partial', async () => {
  const labels = Object.fromEntries(Array.from({ length: 2_001 }, (_unused, index) => [`l${index}`, 'x']))
  const long = await scanWith(weakpass, buildImage({ config: { Labels: labels } }, layer({ a: '1' })), { workers: 0 })
  expect(long.plugins[0]?.reason).toContain('more than 2000 texts')
  const redis = Object.fromEntries(
    Array.from({ length: 4 }, (_unused, file) => [
      `etc/redis/r${file}/redis.conf`,
      many(20, (index) => `include part-${index}\n`),
    ]),
  )
  const parts = Object.fromEntries(
    Array.from({ length: 80 }, (_unused, index) => [
      `etc/redis/r${index % 4}/part-${index >> 2}`,
      'requirepass foobared\n',
    ]),
  )
  const cut = await scanWith(weakpass, buildImage(layer({ ...redis, ...parts })), { workers: 0 })
  expect(JSON.stringify(cut.plugins[0])).toContain('more than 50 files are included')
})
