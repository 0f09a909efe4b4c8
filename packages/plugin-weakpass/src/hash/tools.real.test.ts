import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { requireTools } from '@veinmind/services'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHtdigest, readVncPasswd } from '../files/products.ts'
import { parseAny } from './any.ts'
import { parseStored } from './stored.ts'
import { isVerifier } from './verifier.ts'

let tools: Readonly<Record<string, string>>
const folder = mkdtempSync(join(tmpdir(), 'weakpass-'))

beforeAll(async () => {
  tools = await requireTools([
    'argon2',
    'django-admin',
    'flask',
    'htdigest',
    'mosquitto_passwd',
    'slappasswd',
    'vncpasswd',
  ])
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (tool: string, args: readonly string[], input = ''): string =>
  execFileSync(tools[tool] ?? '', args, { input })
    .toString()
    .trim()

/** A Python that has what is asked for: Debian's has Debian's Django, whatever other comes first on the path. */
const runPython = (args: readonly string[], input = '', python = '/usr/bin/python3'): string =>
  execFileSync(python, args, { input }).toString().trim()

/** Whether the right password is taken and another refused. */
function told(value: string, password: string): readonly unknown[] {
  const parsed = parseAny(value, '')
  if (!isVerifier(parsed)) return [`not read: ${value}`]
  return [parsed.verify(Buffer.from(password)) || value, parsed.verify(Buffer.from(`x${password}`))]
}

const PASSWORDS = ['letmein', 'a', 'sechs und dreißig', '密码123456', 'x'.repeat(70)]

test.each(['{SSHA}', '{SMD5}', '{SHA}', '{MD5}', '{CRYPT}'])('slappasswd -h %s', (scheme) => {
  for (const password of PASSWORDS.filter((word) => scheme !== '{CRYPT}' || word.length < 8))
    expect(told(run('slappasswd', ['-s', password, '-h', scheme]), password)).toEqual([true, false])
})

test('mosquitto_passwd: its SHA-512 and its PBKDF2', () => {
  for (const kind of [[], ['-H', 'sha512'], ['-H', 'sha512-pbkdf2']]) {
    const file = join(folder, `mosquitto${kind.length}${kind[1] ?? ''}`)
    writeFileSync(file, PASSWORDS.map((password, i) => `u${i}:${password}\n`).join(''))
    run('mosquitto_passwd', [...kind, '-U', file])
    const values = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.slice(line.indexOf(':') + 1))
    expect(values.map((value, i) => told(value, PASSWORDS[i] ?? ''))).toEqual(PASSWORDS.map(() => [true, false]))
  }
})

test.each(['-i', '-d', '-id'])('argon2 %s', (kind) => {
  for (const password of PASSWORDS) {
    const value = run('argon2', ['somesalt', kind, '-t', '2', '-k', '1024', '-p', '2', '-e'], password)
    expect(told(value, password)).toEqual([true, false])
  }
})

test('Django: every hasher that it has', () => {
  const script = `
import json, sys
from django.conf import settings
names = ['PBKDF2PasswordHasher', 'PBKDF2SHA1PasswordHasher', 'MD5PasswordHasher', 'SHA1PasswordHasher']
settings.configure(PASSWORD_HASHERS=['django.contrib.auth.hashers.' + name for name in names])
import django
django.setup()
from django.contrib.auth.hashers import make_password, get_hashers
print(json.dumps([[make_password(word, hasher=hasher.algorithm), word] for word in json.load(sys.stdin) for hasher in get_hashers()]))`
  const made = JSON.parse(runPython(['-W', 'ignore', '-c', script], JSON.stringify(PASSWORDS))) as [string, string][]
  expect(made.length).toBeGreaterThanOrEqual(15)
  expect(made.map(([value, password]) => told(value, password))).toEqual(made.map(() => [true, false]))
})

test('Werkzeug: scrypt and PBKDF2', () => {
  const script = `
import json, sys
from werkzeug.security import generate_password_hash as make
print(json.dumps([[make(word, method), word] for word in json.load(sys.stdin) for method in ['pbkdf2:sha256:1000', 'pbkdf2:sha512:1000', 'scrypt:1024:8:1', 'scrypt']]))`
  const python = join(dirname(tools['flask'] ?? ''), 'python3')
  const made = JSON.parse(runPython(['-W', 'ignore', '-c', script], JSON.stringify(PASSWORDS), python)) as [
    string,
    string,
  ][]
  expect(made.map(([value, password]) => told(value, password))).toEqual(made.map(() => [true, false]))
})

test('vncpasswd: the eight bytes are read back', () => {
  for (const password of ['letmein', 'secret12', 'abcdef']) {
    const bytes = execFileSync(tools['vncpasswd'] ?? '', ['-f'], { input: `${password}\n` })
    expect(readVncPasswd(bytes).credentials.map(({ value }) => value)).toEqual([password])
  }
})

test('htdigest: the file that it writes', () => {
  const file = join(folder, 'digest')
  const script =
    'import pty, os, sys\npid, fd = pty.fork()\nif pid == 0: os.execv(sys.argv[1], [sys.argv[1], "-c", sys.argv[2], "private area", "bob"])\nfor _ in range(2):\n  out = b""\n  while not out.rstrip().endswith(b":"): out += os.read(fd, 100)\n  os.write(fd, b"letmein\\n")\ntry:\n  while os.read(fd, 100): pass\nexcept OSError: pass\nos.waitpid(pid, 0)'
  runPython(['-c', script, tools['htdigest'] ?? '', file])
  const [account] = readHtdigest(readFileSync(file)).credentials
  const parsed = account && parseStored(account.form, account.value, account.user)
  expect(isVerifier(parsed) && [parsed.verify(Buffer.from('letmein')), parsed.verify(Buffer.from('letmeIn'))]).toEqual([
    true,
    false,
  ])
})
