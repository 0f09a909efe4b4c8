import { describe, expect, test } from 'vitest'
import { buildSample } from '../test/samples.ts'
import { findInText } from './find-in-text.ts'
import type { Hit } from './find-in-text.ts'
import type { TextKind } from './match/candidate.ts'
import { readText } from './match/text.ts'
import { settingsOf } from './options/options.ts'

const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })

function search(bytes: Uint8Array | string, kind: TextKind = 'config'): readonly Hit[] {
  const text = readText(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  return findInText(text, { rules: settings.content, kind, path: '/srv/app/file' }).hits
}

const token = buildSample('glpat-{url:20}', 'text')
const other = buildSample('dop_v1_{hex:64}', 'text')

describe('where a secret stands', () => {
  test('line and column count characters, not bytes', () => {
    const [hit] = search(`a\n密钥 🔑 = ${token} # x\n`)
    expect(hit).toMatchObject({
      rule: 'SENS-001',
      line: 2,
      column: 8,
      endLine: 2,
      endColumn: 8 + token.length,
      secret: token,
    })
    expect(hit?.evidence).toBe(`密钥 🔑 = ${token} # x`)
    expect(hit?.evidence.slice(...hit.highlight)).toBe(token)
  })

  test('a byte order mark is no character', () => {
    expect(search(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(token)]))[0]).toMatchObject({
      line: 1,
      column: 1,
    })
  })

  test('UTF-16 of both byte orders', () => {
    const text = `\ufeffuser=秘密\r\ntoken=${token}\r\n`
    const little = Buffer.from(text, 'utf16le')
    const big = Buffer.from(little).swap16()
    for (const bytes of [little, big]) {
      expect(search(bytes)).toMatchObject([
        { rule: 'SENS-001', line: 2, column: 7, secret: token, evidence: `token=${token}` },
      ])
    }
  })

  test.each(['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'] as const)('%s, with its mark and without', (encoding) => {
    for (const mark of ['', '\ufeff']) {
      const text = `${mark}user=bob\r\ntoken=${token}\r\n`
      const bytes = Buffer.concat(
        Array.from(text, (character) => {
          const unit = Buffer.alloc(encoding.startsWith('utf-16') ? 2 : 4)
          if (encoding.endsWith('le')) unit.writeUIntLE(character.codePointAt(0) ?? 0, 0, unit.length)
          else unit.writeUIntBE(character.codePointAt(0) ?? 0, 0, unit.length)
          return unit
        }),
      )
      expect(search(bytes)).toMatchObject([{ rule: 'SENS-001', line: 2, column: 7, secret: token }])
    }
  })

  test('the lines of a private key', () => {
    const [hit] = search(buildSample('key: |\n{pem:ec}', 'k'))
    expect(hit).toMatchObject({
      rule: 'SENS-010',
      line: 2,
      column: 1,
      note: 'unprotected',
      evidence: buildSample('{begin:ec}', 'k'),
    })
    expect(hit?.endLine).toBeGreaterThan(3)
  })
})

describe('what is told of a secret', () => {
  test('of a long line only what is near, and never half of another secret', () => {
    for (let gap = 0; gap < 140; gap += 7) {
      const line = `${'a, '.repeat(3000)}${other}${' '.repeat(gap)}"${token}"${' '.repeat(gap)}${other}${', b'.repeat(3000)}`
      const hit = search(line, 'code').find(({ rule }) => rule === 'SENS-001')
      expect(hit?.evidence.length).toBeLessThan(420)
      const shown = [hit?.secret ?? '', ...(hit?.also ?? [])].reduce(
        (text, secret) => text.replaceAll(secret, '•'),
        hit?.evidence ?? '',
      )
      expect(shown).not.toMatch(/[0-9a-f]{8}|glpat/)
    }
  })

  test('one fingerprint for a key in PEM and in JSON', () => {
    const plain = search(buildSample('{pem:rsa}', 'k'))
    const json = search(JSON.stringify({ type: 'service_account', private_key: buildSample('{pem:rsa}', 'k') }))
    const source = search(
      `var k = "${buildSample('{pem:rsa}', 'k').trimEnd().split('\n').join('\\n" +\n  "')}";`,
      'code',
    )
    expect(json[0]).toMatchObject({ rule: 'SENS-004', line: 1, note: 'unprotected' })
    expect(json[0]?.sha256).toBe(plain[0]?.sha256)
    expect(source[0]?.sha256).toBe(plain[0]?.sha256)
  })

  test.each([
    ['indented', (pem: string) => pem.replace(/^/gm, '    ')],
    ['with Windows line ends', (pem: string) => pem.replace(/\n/g, '\r\n')],
    ['in one line', (pem: string) => pem.trimEnd().replace(/\n/g, ' ')],
    ['commented', (pem: string) => pem.replace(/^/gm, '# ')],
    ['in JSON with escaped slashes', (pem: string) => JSON.stringify(pem).replace(/\//g, '\\/')],
    ['in JSON inside of JSON', (pem: string) => JSON.stringify(JSON.stringify(pem))],
    [
      'in Python',
      (pem: string) =>
        pem
          .trimEnd()
          .split('\n')
          .map((line) => `    '${line}\\n'`)
          .join('\n'),
    ],
    [
      'in Java',
      (pem: string) =>
        pem
          .trimEnd()
          .split('\n')
          .map((line) => `"${line}\\n"`)
          .join(' +\n  '),
    ],
    [
      'in PHP',
      (pem: string) =>
        pem
          .trimEnd()
          .split('\n')
          .map((line) => `"${line}\\n"`)
          .join(' .\n'),
    ],
    ['in a shell', (pem: string) => `KEY="${pem}"`],
    ['cut in the middle', (pem: string) => pem.slice(0, 600)],
  ])('a key %s', (packing, pack) => {
    const key = buildSample('{pem:rsa}', 'k')
    const [hit, ...others] = search(pack(key))
    expect(others).toEqual([])
    const isCut = packing === 'cut in the middle'
    expect(hit).toMatchObject({ rule: 'SENS-004', note: isCut ? 'truncated' : 'unprotected' })
    expect(hit?.sha256 === search(key)[0]?.sha256).toBe(!isCut)
  })

  test.each([
    ['rsa', 'SENS-004', 'unprotected', undefined],
    ['rsa-encrypted', 'SENS-004', 'encrypted', 'medium'],
    ['pkcs8-encrypted', 'SENS-003', 'encrypted', 'medium'],
    ['openssh', 'SENS-005', 'unprotected', undefined],
    ['openssh-encrypted', 'SENS-005', 'encrypted', 'medium'],
    ['pgp', 'SENS-006', 'unprotected', undefined],
    ['pgp-encrypted', 'SENS-006', 'encrypted', 'medium'],
  ])('whether a passphrase protects a key: %s', (kind, rule, note, severity) => {
    const hits = search(buildSample(`{pem:${kind}}`, 'k'))
    expect(hits).toHaveLength(1)
    expect(hits[0]).toMatchObject({ rule, note })
    expect(hits[0]?.severity).toBe(severity)
  })

  test('whether the checksum of a GitHub token is right', () => {
    expect(search(buildSample('ghp_{crc:30}', 'c'))).toMatchObject([{ rule: 'SENS-007', note: 'checksum-valid' }])
    expect(search(buildSample('ghp_{alnum:36}', 'c'))).toMatchObject([
      { rule: 'SENS-007', note: 'checksum-invalid', confidence: 'low' },
    ])
  })

  test('when a JSON web token ends', () => {
    expect(search(buildSample('{jwt:1000}', 'j'))).toMatchObject([{ rule: 'SENS-120', expires: 1000 }])
  })

  test('the password inside of base64 is masked too', () => {
    const auth = buildSample('{basic:deploy}', 'b')
    const [hit] = search(`{"auths":{"r.local":{"auth":"${auth}"}}}`)
    expect(hit).toMatchObject({ rule: 'SENS-367', secret: auth })
    expect(hit?.also).toEqual([Buffer.from(auth, 'base64').toString().slice('deploy:'.length)])
  })
})

describe('how values are written', () => {
  const value = buildSample('{alnum:32}', 'value')
  test.each([
    [`APP_SECRET=${value}`],
    [`export APP_SECRET='${value}'`],
    [`app.secret = ${value}`],
    [`  secret: ${value}`],
    [`{"secret":"${value}"}`],
    [`{"a":"{\\"secret\\":\\"${value}\\"}"}`],
    [`<secret>${value}</secret>`],
    [`<property name="secret" value="${value}"/>`],
    [`- name: APP_SECRET\n  value: ${value}`],
    [`'secret' => '${value}',`],
    [`secret := "${value}"`],
  ])('%s', (text) => {
    expect(search(text)).toMatchObject([{ rule: 'SENS-381', secret: value }])
  })

  test("the kind of file does not decide, but for what is not the owner's", () => {
    for (const kind of ['config', 'code', 'prose'] as const) expect(search(`secret: "${value}"`, kind)).toHaveLength(1)
    expect(search(`secret: "${value}"`, 'foreign')).toEqual([])
    expect(search(token, 'foreign')).toHaveLength(1)
  })

  test('a bare word in code is a name, unless nobody would call anything that', () => {
    expect(search('const secret = computeSecret2For(user)', 'code')).toEqual([])
    expect(search('secret = config2.defaultSecret2', 'code')).toEqual([])
    expect(search(`const secret = ${value}`, 'code')).toHaveLength(1)
  })
})

describe('binary files', () => {
  const binary = (text: string) =>
    Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]), Buffer.from(text), Buffer.from([0])])

  test('are searched for formats that prove themselves', () => {
    expect(search(binary(token))).toMatchObject([{ rule: 'SENS-001', secret: token }])
    expect(search(binary(buildSample('{pem:rsa}', 'k')))).toMatchObject([{ rule: 'SENS-004' }])
  })

  test('and not for assignments', () => {
    expect(search(binary(buildSample('APP_SECRET={alnum:32}', 'b')))).toEqual([])
  })

  test('a header that a program reads keys by is no key', () => {
    expect(search(binary(buildSample('{begin:rsa}\0{begin:ec}\0', 'k')))).toEqual([])
  })
})

test('a list of keys is told up to a bound, and counted', () => {
  const lines = Array.from({ length: 300 }, (_, index) =>
    buildSample(
      'glpat-{url:20} dop_v1_{hex:64} npm_{crc:30} AGE-SECRET-KEY-1{bech32:58} shpat_{hex:32}',
      String(index),
    ),
  )
  const found = findInText(readText(Buffer.from(lines.join('\n'))), {
    rules: settings.content,
    kind: 'config',
    path: '',
  })
  expect(found.hits).toHaveLength(200)
  expect(found.more).toBe(1_300)
})
