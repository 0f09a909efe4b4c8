import { expect, test } from 'vitest'
import { COMMON_PASSWORDS, DEFAULT_PASSWORDS, isKnownPassword } from './index.ts'

test('the list is what it says: no word twice, no blanks, those used most first', () => {
  expect(COMMON_PASSWORDS.length).toBeGreaterThan(3000)
  expect(new Set(COMMON_PASSWORDS).size).toBe(COMMON_PASSWORDS.length)
  expect(COMMON_PASSWORDS.filter((word) => !/^[\x21-\x7e]{1,32}$/.test(word))).toEqual([])
  const first = COMMON_PASSWORDS.slice(0, 80)
  expect(first).toEqual(
    expect.arrayContaining([
      '123456',
      'password',
      'abc123',
      '111111',
      '123123',
      '1234567',
      'iloveyou',
      'monkey',
      'dragon',
      'letmein',
      'admin',
      'root',
      'toor',
      'changeme',
    ]),
  )
})

test('a word of the lists with two marks is known, with three it is not', () => {
  expect(['password!@', 'password!@#', 'admin!!', 'admin!!!'].filter(isKnownPassword)).toEqual([
    'password!@',
    'admin!!',
  ])
})

test('words of the lists with the usual digits and marks are known, others are not', () => {
  expect(
    ['Admin@2026', 'TestPass123!', 'AdminPass123!', 'welcome2027', 'Root#1', 'changeMe1'].map(isKnownPassword),
  ).toEqual(Array.from({ length: 6 }, () => true))
  expect(
    [
      'Winster@2025',
      'admin8471',
      'db_passwd_x',
      'shop-password',
      'Admin@20265x',
      'pass4word77',
      'a@1',
      '@admin1',
      'Admin{1}',
    ].map(isKnownPassword),
  ).toEqual(Array.from({ length: 9 }, () => false))
})

test('a password of either list is known, as it is written', () => {
  expect(['root', 'Harbor12345', 'minioadmin', 'foobared', 's3cret'].map(isKnownPassword)).toEqual([
    true,
    true,
    true,
    true,
    true,
  ])
  expect(['', 'ROOT1x', 'Zk3u-xQ9w', 'constructor', '__proto__'].map(isKnownPassword)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ])
  expect(Object.values(DEFAULT_PASSWORDS).flat().every(isKnownPassword)).toBe(true)
})
