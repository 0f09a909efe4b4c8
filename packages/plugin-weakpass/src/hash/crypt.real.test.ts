import { execFileSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { requireTools } from '@veinmind/services'
import { beforeAll, expect, test } from 'vitest'
import { parseCrypt } from './crypt.ts'
import { encode64 } from './crypt64.ts'
import { parseHtpasswd } from './htpasswd.ts'
import { isVerifier } from './verifier.ts'
import type { Parsed } from './verifier.ts'

let tools: Readonly<Record<string, string>>

beforeAll(async () => {
  tools = await requireTools(['openssl', 'htpasswd', 'mkpasswd'])
})

const COUNTS: Readonly<Record<string, number>> = {
  yescrypt: 40,
  'gost-yescrypt': 40,
  bcrypt: 60,
  scrypt: 40,
  sha1crypt: 100,
  sunmd5: 40,
}

const SETTINGS: readonly (readonly [scheme: string, setting: () => string])[] = [
  ['descrypt', () => salt(2)],
  ['bsdicrypt', () => `_${encode64(randomInt(1, 2000) | 1, 4)}${salt(4)}`],
  ['md5crypt', () => `$1$${salt(randomInt(0, 9))}`],
  ['sha256crypt', () => `$5$${rounds()}${salt(randomInt(0, 17))}`],
  ['sha512crypt', () => `$6$${rounds()}${salt(randomInt(0, 17))}`],
  ['sha1crypt', () => `$sha1$${randomInt(4, 400)}$${salt(randomInt(1, 64))}`],
  [
    'sunmd5',
    () =>
      `$md5${['', `,rounds=${randomInt(1, 900)}`][randomInt(2)]}$${salt(randomInt(1, 17))}${['$', '$$'][randomInt(2)]}`,
  ],
  ['nt', () => '$3$'],
  ['bcrypt', () => `$2${'abxy'[randomInt(4)]}$0${randomInt(4, 6)}$${salt(21)}u`],
  ['yescrypt', () => `$y$j${'6789'[randomInt(4)]}${'5BPT'[randomInt(4)]}$${salt(8)}`],
  ['gost-yescrypt', () => `$gy$j${'6789'[randomInt(4)]}${'5BPT'[randomInt(4)]}$${salt(8)}`],
  [
    'scrypt',
    () =>
      `$7$${'789A'[randomInt(4)]}${encode64(randomInt(1, 9), 5)}${encode64(randomInt(1, 3), 5)}${salt(randomInt(0, 20))}`,
  ],
]

test.each(SETTINGS)('%s: hundreds of hashes of libxcrypt are told right from wrong', (scheme, setting) => {
  const cases = Array.from({ length: COUNTS[scheme] ?? 300 }, (_, i) => ({
    password: password(i, scheme),
    setting: setting(),
  }))
  for (const [i, value] of libxcrypt(cases).entries()) {
    expect(told(parseCrypt(value), { scheme, value, password: cases[i]?.password ?? '' })).toEqual([true, false])
  }
})

test('yescrypt: every cost of mkpasswd, and parameters t and p', () => {
  const settings = [
    '$y$j75$abcdefgh',
    '$y$j8T$',
    '$y$jAT$zzzzzzzzzz',
    '$y$jC5$x4',
    '$y$j75.0$abcdefgh',
    '$y$j7T/.$abcdefgh',
    '$y$./5$abcdefgh',
    '$y$/75$abcdefgh',
  ]
  const cases = settings.map((setting) => ({ password: 'letmein', setting }))
  const values = libxcrypt(cases).filter((value) => !value.startsWith('*'))
  expect(values.length).toBeGreaterThan(4)
  for (const value of values) {
    expect(told(parseCrypt(value), { scheme: 'yescrypt', value, password: 'letmein' })).toEqual([true, false])
  }
  for (const cost of ['1', '5', '6']) {
    const value = run(tools['mkpasswd'] ?? '', ['-m', 'yescrypt', '-R', cost, 'dragon'])
    expect(told(parseCrypt(value), { scheme: 'yescrypt', value, password: 'dragon' })).toEqual([true, false])
  }
})

test.each(['-1', '-apr1', '-5', '-6'])('openssl passwd %s', (kind) => {
  const passwords = Array.from({ length: 100 }, (_, i) => `pw${i}${randomBytes(i % 9).toString('hex')}`)
  const values = execFileSync(tools['openssl'] ?? '', ['passwd', kind, '-stdin'], {
    input: passwords.join('\n'),
  }).toString()
  for (const [i, value] of values.trim().split('\n').entries()) {
    expect(told(parseCrypt(value), { scheme: '', value, password: passwords[i] ?? '' })).toEqual([true, false])
  }
})

test.each(['-m', '-B', '-s', '-d', '-p', '-2', '-5'])('htpasswd %s', (kind) => {
  for (let i = 0; i < 8; i++) {
    const secret = `s3cret${i}`
    const line = run(tools['htpasswd'] ?? '', ['-nb', kind, 'alice', secret])
    const value = line.slice('alice:'.length)
    expect(told(parseHtpasswd(value), { scheme: '', value, password: secret })).toEqual([true, false])
  }
})

/** Whether the right password is taken and a wrong one refused. */
function told(
  parsed: Parsed | undefined,
  of: { scheme: string; value: string; password: string },
): readonly (boolean | string)[] {
  if (!isVerifier(parsed)) return [`not read: ${of.value}`]
  if (of.scheme !== '' && of.scheme !== parsed.scheme) return [parsed.scheme]
  const isTaken = parsed.verify(Buffer.from(of.password))
  return [isTaken || JSON.stringify(of), parsed.verify(Buffer.from(`x${of.password}`))]
}

/** Hashes made by this system's crypt(3), in one process. */
function libxcrypt(cases: readonly { password: string; setting: string }[]): readonly string[] {
  const input = cases
    .map((one) => `${Buffer.from(one.password).toString('hex')} ${Buffer.from(one.setting).toString('hex')}`)
    .join('\n')
  const script =
    'while (<STDIN>) { chomp; my ($p, $s) = split / /; print crypt(pack("H*", $p), pack("H*", $s)) // "*", "\n" }'
  return execFileSync('perl', ['-e', script], { input }).toString().trimEnd().split('\n')
}

const run = (command: string, args: readonly string[]): string => execFileSync(command, args).toString().trim()

const rounds = (): string => (randomInt(2) === 0 ? '' : `rounds=${randomInt(1000, 6000)}$`)

function salt(length: number): string {
  return Array.from({ length }, () => encode64(randomInt(64), 1)).join('')
}

/** Lengths 0 to 90 and bytes from 0x80 too, where the scheme does not read them in a way of its own. */
function password(i: number, scheme: string): string {
  const length = i < 20 ? i : randomInt(1, 90)
  const text = Array.from({ length }, () => String.fromCharCode(randomInt(33, 127))).join('')
  return scheme === 'bcrypt' || i % 5 !== 0 ? text : `é${text}密`
}
