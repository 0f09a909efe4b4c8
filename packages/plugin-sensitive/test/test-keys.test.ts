import { expect, test } from 'vitest'
import { textKindOf } from '../src/allow/text-kind.ts'
import { findSecrets } from '../src/match/find.ts'
import { sha256 } from '../src/match/sha256.ts'
import { TEST_KEYS } from '../src/match/test-keys.ts'
import { settingsOf } from '../src/options/options.ts'
import { privateKey } from './keys.ts'

const { content: rules } = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })
const body = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')

/** The rules that a file of this text breaks, where `known` is a key that a library tries itself with. */
function rulesOf(path: string, text: string, known: string): readonly string[] {
  const testKeys = new Map([[sha256(body(known)), 'example.local/library']])
  return findSecrets(text, { kind: textKindOf(path), testKeys }, rules).matches.map(({ rule }) => rule.id)
}

test.each([
  '/srv/app/vendor/example.local/library/testdata/server.key',
  '/srv/app/node_modules/library/lib/keys.js',
  '/root/go/pkg/mod/example.local/library@v1.0.0/key.pem',
  '/usr/lib/python3/dist-packages/library/keys.py',
])('the key that a library tries itself with is none where the library lies: %s', (path) => {
  const key = privateKey('rsa')
  expect(rulesOf(path, key, key)).toEqual([])
  // However it is written there.
  expect(rulesOf(path, `const KEY = ${JSON.stringify(key)}`, key)).toEqual([])
  // Another key is the owner's, wherever it lies.
  expect(rulesOf(path, privateKey('ec'), key)).toHaveLength(1)
})

test.each(['/srv/app/config/server.key', '/etc/ssl/private/server.key', '/srv/app/src/keys.js'])(
  'somebody who uses such a key is told: %s',
  (path) => {
    const key = privateKey('rsa')
    expect(rulesOf(path, key, key)).toHaveLength(1)
  },
)

test('the list is of hashes, each with its library', () => {
  expect(TEST_KEYS.size).toBeGreaterThan(100)
  for (const [hash, library] of TEST_KEYS) {
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(library).not.toBe('')
  }
})
