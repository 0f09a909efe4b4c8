import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findInText } from '../src/find-in-text.ts'
import type { Hit } from '../src/find-in-text.ts'
import { readText } from '../src/match/text.ts'
import { settingsOf } from '../src/options/options.ts'

/** Commands that make keys, and the Debian packages that have them. */
const COMMANDS = {
  'ssh-keygen': 'openssh-client',
  openssl: 'openssl',
  gpg: 'gnupg',
  puttygen: 'putty-tools',
  age: 'age',
} as const

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sensitive-keys-'))
  const missing = Object.entries(COMMANDS).filter(
    ([command]) => !['/usr/bin', '/usr/local/bin'].some((place) => existsSync(join(place, command))),
  )
  if (missing.length === 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'ignore' })
  execFileSync(
    'apt-get',
    ['install', '-qqy', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=600', ...missing.map(([, name]) => name)],
    { stdio: 'ignore', env },
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })
const search = (bytes: Uint8Array): readonly Hit[] =>
  findInText(readText(bytes), { rules: settings.content, kind: 'config', path: '' }).hits
const made = (command: string, args: readonly string[]): Buffer =>
  execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, GNUPGHOME: folder } })

test.each([
  ['ed25519', '', 'unprotected'],
  ['ed25519', 'a passphrase', 'encrypted'],
  ['rsa', '', 'unprotected'],
  ['ecdsa', 'a passphrase', 'encrypted'],
])('ssh-keygen: %s with passphrase "%s" is %s', async (type, passphrase, note) => {
  const path = join(folder, `${type}-${note}`)
  made('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', path, '-C', 'test'])
  expect(search(await readFile(path))).toMatchObject([{ rule: 'SENS-005', note, line: 1 }])
  expect(search(await readFile(`${path}.pub`))).toEqual([])
})

test.each([
  ['SENS-003', 'unprotected', ['genpkey', '-algorithm', 'ed25519']],
  ['SENS-003', 'encrypted', ['genpkey', '-algorithm', 'ed25519', '-aes-256-cbc', '-pass', 'pass:word']],
  ['SENS-004', 'unprotected', ['genrsa', '-traditional', '2048']],
  ['SENS-004', 'encrypted', ['genrsa', '-traditional', '-aes256', '-passout', 'pass:word', '2048']],
  ['SENS-010', 'unprotected', ['ecparam', '-name', 'secp384r1', '-genkey', '-noout']],
])('openssl: %s is %s', (rule, note, args) => {
  expect(search(made('openssl', args))).toMatchObject([{ rule, note }])
})

test('openssl: DSA', () => {
  const parameters = join(folder, 'dsa.pem')
  made('openssl', ['dsaparam', '-out', parameters, '1024'])
  const key = made('openssl', ['gendsa', parameters])
  expect(['SENS-003', 'SENS-009']).toContain(search(key)[0]?.rule)
})

test.each([
  ['rsa2048', '', 'unprotected'],
  ['rsa2048', 'word', 'encrypted'],
  ['ed25519', '', 'unprotected'],
  ['nistp256', 'word', 'encrypted'],
  ['dsa1024', '', 'unprotected'],
])('gpg: %s with passphrase "%s" is %s', (algorithm, passphrase, note) => {
  const user = `${algorithm}-${note}@test.local`
  const base = ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', passphrase]
  made('gpg', [...base, '--quick-generate-key', user, algorithm, 'sign', 'never'])
  expect(search(made('gpg', [...base, '--armor', '--export-secret-keys', user]))).toMatchObject([
    { rule: 'SENS-006', note },
  ])
  expect(search(made('gpg', ['--armor', '--export', user]))).toEqual([])
})

test.each([
  ['unprotected', ''],
  ['encrypted', 'a passphrase'],
])('puttygen: %s', async (note, passphrase) => {
  const [key, secret] = [join(folder, `${note}.ppk`), join(folder, `${note}.txt`)]
  execFileSync('sh', ['-c', 'printf %s "$1" > "$2"', 'sh', passphrase, secret])
  made('puttygen', ['-q', '-t', 'ed25519', '-o', key, '--new-passphrase', secret])
  expect(search(await readFile(key))).toMatchObject([{ rule: 'SENS-360', note }])
})

test('age-keygen', () => {
  expect(search(made('age-keygen', []))).toMatchObject([{ rule: 'SENS-025' }])
})
