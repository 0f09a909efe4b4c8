import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { privateKey } from '../test/keys.ts'
import { buildSample } from '../test/samples.ts'
import { findInText } from './find-in-text.ts'
import { readText } from './match/text.ts'
import { settingsOf } from './options/options.ts'
import { CONTENT_RULES } from './rules/index.ts'

const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })
const search = (bytes: Uint8Array) => findInText(readText(bytes), { rules: settings.content, kind: 'config', path: '' })
const MEBIBYTE = 1024 * 1024

/** Whole numbers below what is asked for, from a seed. */
function createNumbers(seed: number): (below: number) => number {
  const random = createRandom(seed)
  return (below) => Math.floor(random() * below)
}

test('1,000 mutated inputs: no crash, places inside the text, and every secret in its evidence or a header', () => {
  const random = createNumbers(4)
  const samples = CONTENT_RULES.flatMap((rule) => rule.samples.map((sample) => buildSample(sample, rule.id)))
  for (let round = 0; round < 1000; round += 1) {
    const parts = Array.from({ length: 1 + random(6) }, () => samples[random(samples.length)] ?? '')
    const bytes = Buffer.from(parts.join(['\n', ' ', '\0', '"', '\\n', '\u{1f511}'][random(6)]))
    for (let change = random(8); change > 0; change -= 1) bytes[random(bytes.length)] = random(256)
    const mutated =
      random(4) === 0 ? Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]) : bytes.subarray(0, 1 + random(bytes.length))
    const lines = readText(mutated).text.split('\n').length
    for (const hit of search(mutated).hits) {
      expect(hit.line).toBeGreaterThanOrEqual(1)
      expect(hit.endLine).toBeLessThanOrEqual(lines)
      expect(hit.column).toBeGreaterThanOrEqual(1)
      expect(hit.sha256).toMatch(/^[a-f0-9]{64}$/)
      expect(JSON.parse(JSON.stringify(hit))).toEqual(hit)
      const shown = hit.evidence.slice(...hit.highlight)
      expect(
        hit.secret.includes(shown) ||
          shown.includes(hit.secret) ||
          shown.startsWith('-----BEGIN') ||
          shown.startsWith('PuTTY'),
      ).toBe(true)
    }
  }
})

/** What is cheap to write and dear to search: keywords in a row, and things that almost match. */
const DENSE: Readonly<Record<string, () => string>> = {
  'a keyword in a row': () => 'password='.repeat((5 * MEBIBYTE) / 9),
  'every keyword': () => {
    const all = settings.content.keywords.join(' ')
    return `${all}\n`.repeat(Math.floor((5 * MEBIBYTE) / (all.length + 1)))
  },
  'almost assignments': () => 'twilio_secret_token = "'.repeat((5 * MEBIBYTE) / 23),
  'almost addresses': () => 'postgres://user:aaaaaaaa/'.repeat((5 * MEBIBYTE) / 25),
  'almost JDBC addresses': () => 'jdbc:a'.repeat((5 * MEBIBYTE) / 6),
  'one long address': () => `postgres://a:${'@'.repeat(5 * MEBIBYTE)}`,
  'almost web tokens': () => `eyJhbGci${'a'.repeat(90)}.${'b'.repeat(90)} `.repeat((5 * MEBIBYTE) / 190),
  'one long web token': () => `eyJhbGci${'A'.repeat(5 * MEBIBYTE)}`,
  'headers of keys': () => buildSample('{begin:rsa}\n', 'k').repeat((5 * MEBIBYTE) / 32),
  'keys of blanks': () => buildSample(`{begin:rsa}${' '.repeat(16_000)}\n`, 'k').repeat((5 * MEBIBYTE) / 16_032),
  'keys of backslashes': () => buildSample(`{begin:rsa}${'\\'.repeat(16_000)}\n`, 'k').repeat((5 * MEBIBYTE) / 16_032),
  'keys without an end': () => `${privateKey('rsa').slice(0, 400)}\n`.repeat((5 * MEBIBYTE) / 401),
  'headers of PGP keys': () => ['-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----'].join('').repeat((5 * MEBIBYTE) / 37),
  'PuTTY headers': () => 'PuTTY-User-Key-File-2: ssh-rsa '.repeat((5 * MEBIBYTE) / 31),
  'variables in base64': () => Buffer.from('A=1\nPASSWORD=a\n'.repeat((5 * MEBIBYTE) / 20)).toString('base64'),
  'JSON web keys': () => '"kty": "RSA", '.repeat((5 * MEBIBYTE) / 14),
  'values that are almost words': () => {
    const word = 'abcdefghijklmnopq'
    const values = [
      `${word}1${word}${word.toUpperCase()}11`,
      `${'aB'.repeat(60)}1`,
      `${'ab-'.repeat(60)}1`,
      `${'ab.'.repeat(40)}$`,
      'a'.repeat(200) + '11',
    ]
    return values
      .map((value) => `secret = "${value}"\npassword = "${value}"\n`)
      .join('')
      .repeat((5 * MEBIBYTE) / 1300)
  },
  'spaces after a name': () => `password${' '.repeat(60)}=${' '.repeat(60)}\n`.repeat((5 * MEBIBYTE) / 131),
  commands: () => 'curl -u x docker login echo a:b '.repeat((5 * MEBIBYTE) / 32),
  'keys in DER': () => 'MHcCAQEEI '.repeat((5 * MEBIBYTE) / 10),
  statements: () => 'identified by '.repeat((5 * MEBIBYTE) / 14),
  'short names': () => '"key":"aB3dE5gH7jK9mN1p",'.repeat((5 * MEBIBYTE) / 25),
  signatures: () => 'sv=1&sig=aaaa&'.repeat((5 * MEBIBYTE) / 14),
}

test.each(Object.entries(DENSE))('5 MiB of %s take bounded time', (_, make) => {
  const bytes = Buffer.from(make())
  expect(bytes.length).toBeGreaterThan(4.5 * MEBIBYTE)
  // Time of the processor: that of a clock says how busy the machine is.
  const start = process.cpuUsage()
  search(bytes)
  // About 1 s; the bound is what the engine gives an inspector, and a quadratic pattern would take hours.
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(10_000)
})
