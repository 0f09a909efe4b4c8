import { expect, test } from 'vitest'
import {
  cleanPath,
  decodeName,
  encodeName,
  maskSecrets,
  parentPath,
  printable,
  withoutUserInfo,
  isSecretName,
} from './index.ts'

test('names that differ never become one string, and come back as the same bytes', () => {
  const names = [
    'plain',
    'é',
    [0xe9],
    [0xc3],
    [0xc3, 0xa9],
    [0xed, 0xb2, 0x80],
    [0xff, 0x61],
    [0xf0, 0x9f, 0x98, 0x80],
    // Letters and emoji beside what is not UTF-8.
    [0xc3, 0xa9, 0xe9, 0x61, 0xf0, 0x9f, 0x98, 0x80],
    [],
  ]
  const bytes = names.map((name) => (typeof name === 'string' ? Buffer.from(name) : Uint8Array.from(name)))
  const decoded = bytes.map(decodeName)
  expect(new Set(decoded).size).toBe(9)
  bytes.forEach((name, index) => expect(Buffer.from(encodeName(decoded[index] ?? ''))).toEqual(Buffer.from(name)))
})

test.each([
  ['etc/passwd', '/etc/passwd'],
  ['./etc//passwd/', '/etc/passwd'],
  ['../../etc/../x', '/x'],
  ['/..hidden/.a', '/..hidden/.a'],
  ['', '/'],
  ['/', '/'],
])('%s is cleaned to %s', (path, expected) => expect(cleanPath(path)).toBe(expected))

test('the parent of a path', () => {
  expect(['/a/b', '/a', '/', 'a/b', 'a'].map(parentPath)).toEqual(['/a', '/', '/', 'a', '/'])
})

test('what is shown cannot move the cursor, change direction or hide', () => {
  expect(printable('a\u001b[2Jb\u202ec\n\t\udcff😀中')).toBe('a\\x1b[2Jb\\u202ec\\n\\t\\xff😀中')
  expect(printable('a\n\tb\r', { keepLines: true })).toBe('a\n\tb\\r')
})

test('secrets', () => {
  expect(maskSecrets('PASS=correct-horse and correct-horse-battery', ['correct-horse', 'correct-horse-battery'])).toBe(
    'PASS=c••••e and c••••y',
  )
  expect(withoutUserInfo('GET https://joe:hunter2@host/x?a=b@c')).toBe('GET https://host/x?a=b@c')
  expect(withoutUserInfo('joe:hunter2@127.0.0.1:1/x: "joe:p@ss@host.local/x" and joe:hunter2@[::1]:5/x')).toBe(
    '127.0.0.1:1/x: "host.local/x" and [::1]:5/x',
  )
  for (const text of [
    'app:1.4@sha256:abc/x',
    'r.local:5000/app:1@sha512:abc',
    'pkg:npm/@a/b',
    'mailto:joe@example.com',
  ])
    expect(withoutUserInfo(text)).toBe(text)
  expect(['DB_PASSWORD', 'apiKey', 'MYSQL_PWD', 'token'].every(isSecretName)).toBe(true)
  expect(['MONKEY', 'PWD_HINTS_OFF_KEYBOARD', 'PATH', 'AUTHOR'].map(isSecretName)).toEqual([false, true, false, false])
})
