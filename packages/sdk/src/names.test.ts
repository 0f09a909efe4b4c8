import { expect, test } from 'vitest'
import { withoutUserInfo } from './errors.ts'
import { cleanPath, parentPath } from './names.ts'
import { printable } from './printable.ts'
import { isSecretName } from './redact.ts'

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
