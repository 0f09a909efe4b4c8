import { createHash } from 'node:crypto'
import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { textKindOf } from '../src/allow/text-kind.ts'
import { findInText } from '../src/find-in-text.ts'
import sensitive from '../src/index.ts'
import { readText } from '../src/match/text.ts'
import { settingsOf } from '../src/options/options.ts'
import { drawPublicLines } from './public-corpus.ts'
import { privateKey } from './keys.ts'
import type { PublicLine } from './public-corpus.ts'

const { content: rules } = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })

function isHit({ path, text }: PublicLine): boolean {
  const kind = textKindOf(path, text.slice(0, 128))
  return findInText(readText(Buffer.from(text)), { rules, kind, path }).hits.length > 0
}

test.each([7, 19, 1130])('of lines as public code has them, those with secrets are found (seed %i)', (seed) => {
  const { secret, harmless } = drawPublicLines(seed, 2)
  const found = secret.filter(isHit).length
  const wrong = harmless.filter(isHit).map(({ path, text }) => `${path} ${text}`)
  expect(secret.length).toBeGreaterThan(600)
  expect(harmless.length).toBeGreaterThan(300)
  expect(found / secret.length).toBeGreaterThan(0.88)
  // Named where there are too many.
  expect(wrong.length / harmless.length < 0.01 ? [] : wrong).toEqual([])
})

function secretsIn(path: string, text: string) {
  return findInText(readText(Buffer.from(text)), { rules, kind: textKindOf(path), path }).hits
}

test.each([
  ["export DB_PASSWORD='kV9'\"qT2\"'wLp4'", 'kV9\'"qT2"\'wLp4'],
  ["INSERT INTO users (id, name, password) VALUES (1, 'ann', NULL), (2, 'bob', 'kV9qT2wLp4');", 'kV9qT2wLp4'],
  ["INSERT INTO users (password, born) VALUES ('kV9qT2wLp4', DATE('2001-02-03'));", 'kV9qT2wLp4'],
  ['buildConfigField "String", "API_KEY", "\\"kV9qT2wLp4Zb7Xn3\\""', 'kV9qT2wLp4Zb7Xn3'],
  ['variable "db_password" {\n  type    = string\n  default = "kV9qT2wLp4"\n}', 'kV9qT2wLp4'],
  ['Private-Token:\n  - kV9qT2wLp4Zb7Xn3', 'kV9qT2wLp4Zb7Xn3'],
])('what is a secret of %s', (text, secret) => {
  expect(secretsIn('/srv/app/run.sh', `${text}\n`).map((hit) => hit.secret)).toEqual([secret])
})

test('a private key that does not decode is told with little confidence, where it is long and random', () => {
  const noise = createHash('shake256', { outputLength: 600 }).update('key').digest('base64')
  const pem = (body: string) =>
    `-----BEGIN RSA PRIVATE KEY-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END RSA PRIVATE KEY-----\n`
  expect(secretsIn('/srv/key.pem', pem(noise))).toMatchObject([
    { note: 'damaged', confidence: 'low', severity: 'medium' },
  ])
  for (const body of [noise.slice(0, 100), 'UHJpdmF0ZUtleUhl'.repeat(20), 'x'.repeat(400)])
    expect(secretsIn('/srv/key.pem', pem(body))).toEqual([])
})

test('a private key in a file of that name is one finding, led by what is in it', async () => {
  const files = {
    'root/.ssh/id_rsa': privateKey('rsa'),
    'srv/tls/server.key': privateKey('ec'),
    'root/.ssh/id_ed25519': 'x',
  }
  const { findings } = await scanWith(sensitive, buildImage(layer(files)))
  const told = findings.map(({ rule, locations, others = [] }) =>
    [locations[0]?.path, rule.id, ...others.map((other) => other.rule.id)].join(' '),
  )
  expect(findings.map(({ locations }) => locations.length)).toEqual([1, 1, 1])
  expect(told.toSorted()).toEqual([
    '/root/.ssh/id_ed25519 SENS-401',
    '/root/.ssh/id_rsa SENS-004 SENS-401',
    '/srv/tls/server.key SENS-010 SENS-408',
  ])
})
