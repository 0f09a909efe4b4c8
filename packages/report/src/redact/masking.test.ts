import { performance } from 'node:perf_hooks'
import type { ReportEvent } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { describe, expect, it } from 'vitest'
import { target } from '../../test/sample.ts'
import { weakPassword } from '../index.ts'
import { isPlainWord } from './plain-words.ts'
import { createRedactor } from './redact.ts'
import { createReportService } from '../gather/service.ts'

const random = createRandom(25)
const ALPHABETS = {
  alphanumeric: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  hexadecimal: '0123456789abcdef',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  printable: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&*+-./:;<=>?@^_|~"\'\\`',
  'beyond ASCII': 'abcdefgh0123456789äöüßéñ密钥口令🔑ŁŻ',
}
const lettersOf = (text: string): readonly string[] => Array.from(text)
const drawn = (alphabet: string, length: number): string =>
  Array.from({ length }, () => lettersOf(alphabet)[Math.floor(random() * lettersOf(alphabet).length)]).join('')

/** A run of a secret that stands in a text and is longer than one may be. */
function shownOf(secret: string, text: string): string | undefined {
  const most = Math.min(12, Math.max(4, Math.floor(secret.length / 3)))
  for (let at = 0; at + most <= secret.length; at++)
    if (text.includes(secret.slice(at, at + most))) return secret.slice(at, at + most)
  return undefined
}

/** How values are written, and how such a text is read back. */
const WRITINGS: Readonly<Record<string, readonly [write: (secret: string) => string, read: (text: string) => string]>> =
  {
    'as it is': [(secret) => `x${secret}y`, (text) => text],
    'in JSON': [(secret) => JSON.stringify({ a: secret }), (text) => text.replace(/\\(.)/g, '$1')],
    'in JSON in JSON': [
      (secret) => JSON.stringify(JSON.stringify({ a: secret })),
      (text) => text.replace(/\\+(.)/g, '$1'),
    ],
    'in a URL': [
      (secret) => `https://a.example/?p=${encodeURIComponent(secret)}&q=1`,
      (text) => text.replace(/(?:%[0-9A-F]{2})+/g, (part) => decodeURIComponent(part)),
    ],
    'as \\u escapes': [
      (secret) =>
        lettersOf(secret)
          .map((one) => (one.length === 1 ? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}` : one))
          .join(''),
      (text) => text.replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
    ],
    'in base64': [(secret) => Buffer.from(secret).toString('base64'), (text) => Buffer.from(text, 'base64').toString()],
    'in base64 amid others': [
      (secret) => Buffer.from(`{"user":"u","auth":"${secret}"}`).toString('base64'),
      (text) => Buffer.from(text.replace(/[^A-Za-z0-9+/=]+/g, '????????'), 'base64').toString(),
    ],
    'in base64 for URLs': [
      (secret) => Buffer.from(`ab:${secret}`).toString('base64url'),
      (text) => Buffer.from(text.replace(/[^A-Za-z0-9_=-]+/g, '????????'), 'base64url').toString(),
    ],
    'in a shell': [(secret) => `'${secret.replaceAll("'", "'\\''")}'`, (text) => text.replaceAll("'\\''", "'")],
  }

describe('a secret is masked', () => {
  for (const [kind, alphabet] of Object.entries(ALPHABETS)) {
    it.each(Object.keys(WRITINGS))(`${kind}, %s`, (writing) => {
      const [write, read] = WRITINGS[writing] ?? [String, String]
      for (const length of [8, 9, 12, 16, 23, 24, 35, 36, 37, 64, 500]) {
        const secret = drawn(alphabet, length)
        if (isPlainWord(secret)) continue
        const masked = createRedactor([secret]).mask(write(secret))
        expect(shownOf(secret, read(masked)) ?? shownOf(secret, masked), `${secret} of ${masked}`).toBeUndefined()
      }
    })
  }

  it('over lines that were wrapped, indented, commented and joined', () => {
    for (let length = 24; length < 2_000; length += 111) {
      const secret = drawn(ALPHABETS.base64, length)
      const { mask } = createRedactor([secret])
      for (const [width, joint] of [
        [7, '\n'],
        [16, '\n    '],
        [64, '\r\n'],
        [76, '\\n'],
        [40, '\\\n  '],
        [64, '\n# '],
        [64, '" +\n  "'],
        [20, ' '],
      ] as const) {
        const text = secret.replace(new RegExp(`.{${width}}`, 'g'), `$&${joint}`)
        expect(
          shownOf(secret, mask(text).replace(/[\s"\\#]|\\n/g, '')),
          `${width} ${JSON.stringify(joint)}`,
        ).toBeUndefined()
      }
    }
  })

  it('in every piece that somebody has cut from it', () => {
    for (let round = 0; round < 2_000; round++) {
      const secret = drawn(round % 2 ? ALPHABETS.base64 : ALPHABETS.hexadecimal, 24 + Math.floor(random() * 200))
      const start = Math.floor(random() * (secret.length - 12))
      const piece = secret.slice(start, start + 8 + Math.floor(random() * 60))
      expect(shownOf(secret, createRedactor([secret]).mask(`… ${piece}…`)), `${piece} of ${secret}`).toBeUndefined()
    }
  })

  it('in what a secret in base64 says', () => {
    const password = drawn(ALPHABETS.alphanumeric, 20)
    const secret = Buffer.from(`deploy:${password}`).toString('base64')
    expect(createRedactor([secret]).mask(`login as deploy:${password}`)).not.toContain(password.slice(0, 6))
  })

  it('where it begins another, ends another, or stands in another', () => {
    const long = drawn(ALPHABETS.alphanumeric, 60)
    const parts = [long, long.slice(0, 20), long.slice(40), long.slice(20, 40), long.slice(10, 50)]
    for (const some of [parts, parts.toReversed(), parts.slice(1), parts.slice(0, 2), parts.slice(3)]) {
      const { mask } = createRedactor(some)
      for (const one of some) expect(shownOf(one, mask(`a ${long} b ${one} c`))).toBeUndefined()
    }
  })

  it('in bounded time, whatever the secrets and the text are made of', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => `glpat-${(index * 7919).toString(36).padStart(20, 'x')}`)
    const nested = Array.from({ length: 1_000 }, (_, index) => `${'a'.repeat(4 + index)}1!`)
    const periodic = Array.from({ length: 20 }, (_, index) => `${'a1B'.repeat(3_000)}${index}`)
    const tasks: readonly (readonly [readonly string[], string])[] = [
      [many, many.join(' ')],
      [nested, 'a'.repeat(16_384)],
      [periodic, 'a1B'.repeat(5_000)],
      [many, '%41\\u0041&amp;"\\\\\\n'.repeat(20_000)],
    ]
    for (const [secrets, text] of tasks) {
      const { mask } = createRedactor(secrets)
      const start = performance.now()
      mask(text)
      expect(performance.now() - start).toBeLessThan(5_000)
    }
  })
})

describe('a password that is a word', () => {
  const RULE = { id: 'R-1', title: 'Weak password', severity: 'high' } as const
  const plain = (evidence: string): ReportEvent => ({
    type: 'Any',
    class: 'risk',
    rule: RULE,
    locations: [],
    detail: { text: evidence },
    evidence,
  })
  const evidencesOf = (events: readonly ReportEvent[]): readonly (string | undefined)[] => {
    const reports = createReportService({ tool: { name: 'veinmind', version: '1' } })
    for (const event of events) reports.report(event, { plugin: 'test', target: target('1.0') })
    return reports.finish().findings.map(({ evidence }) => evidence)
  }

  it.each([
    'image: gitea/gitea',
    'image: gitea/gitea:1.21',
    'image: docker.io/gitea/gitea@sha256:abc',
    'image: gitea',
    'image: "gitea"',
    '{"image":"gitea"}',
    'container_name=gitea',
    'COPY gitea/app.ini /etc/gitea/',
    'USER=gitea',
    'volumes: gitea-data:/data',
    'http://gitea.local/',
    'adduser gitea2',
    'GITEA__database__NAME=gitea',
    'user: gitea',
    'gitea@git.local',
    'hostname: gitea',
    'gitea: …',
    '  gitea:\n    image: x',
    '{"gitea": {"a": 1}}',
    '/usr/bin/gitea web',
  ])('leaves "%s" readable', (text) => {
    const password = {
      type: 'IaC',
      class: 'risk',
      rule: RULE,
      locations: [{ path: 'compose.yaml' }],
      detail: {},
      evidence: 'POSTGRES_PASSWORD: gitea',
      secrets: ['gitea'],
    } as const
    expect(evidencesOf([password, plain(text)])).toEqual(expect.arrayContaining([text, 'POSTGRES_PASSWORD: ••••••']))
  })

  it.each([
    ['POSTGRES_PASSWORD=gitea', 'POSTGRES_PASSWORD=••••••'],
    ['{"password":"gitea"}', '{"password":"••••••"}'],
    ['{\\"password\\": \\"gitea\\"}', '{\\"password\\": \\"••••••\\"}'],
    ['postgres://gitea:gitea@db/gitea', 'postgres://gitea:••••••@db/gitea'],
    ['mysql -ugitea -pgitea gitea/x', 'mysql -ugitea -p•••••• gitea/x'],
    ['redis-cli -a gitea', 'redis-cli -a ••••••'],
    ['--password gitea', '--password ••••••'],
    ['--db-password=gitea', '--db-password=••••••'],
    ["ALTER USER a IDENTIFIED BY 'gitea'", "ALTER USER a IDENTIFIED BY '••••••'"],
    ['requirepass gitea', 'requirepass ••••••'],
    ['echo gitea:gitea | chpasswd', 'echo gitea:•••••• | chpasswd'],
  ])('is masked where it is one: %s', (text, masked) => {
    // In the report of an image of that name, too.
    const account = weakPassword({
      rule: RULE,
      at: { path: '/etc/gitea' },
      username: 'gitea',
      password: 'gitea',
      service: 'Env',
    })
    const own = { ...plain(text), secrets: ['gitea'] }
    expect(evidencesOf([account, own])).toContain(masked)
    expect(
      evidencesOf([{ ...account, locations: [], detail: { ...account.detail, username: 'x' } }, plain(text)]),
    ).toContain(masked)
  })

  it('is masked where its evidence has nothing else', () => {
    expect(
      evidencesOf([
        { ...plain('xgiteax'), secrets: ['gitea'] },
        { ...plain('image: gitea/gitea'), secrets: ['gitea'], identity: '2' },
      ]),
    ).toEqual(expect.arrayContaining(['x••••••x', 'image: ••••••/••••••']))
  })
})
