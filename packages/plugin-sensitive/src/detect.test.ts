import { expect, test } from 'vitest'
import { loadDetector } from './index.ts'

const detect = await loadDetector()
const SECRET = 'vQ7rT2xLmZ94KpWcB1nD'

test.each([
  ['an assignment', `DB_PASSWORD=${SECRET}`],
  ['a line of a log', `connecting with password=${SECRET} to db`],
  ['an address', `postgres://app:${SECRET}@db:5432/app`],
  ['members of an event', JSON.stringify({ password: SECRET }, undefined, 1)],
  ['texts in an event', JSON.stringify({ env: ['PATH=/bin', `API_TOKEN=${SECRET}`] }, undefined, 1)],
])('a secret in %s', (_, text) => {
  expect(detect(text).some((secret) => secret.includes(SECRET))).toBe(true)
})

test('texts without', () => {
  expect(
    ['nothing here', 'password is wrong', JSON.stringify({ path: '/etc/passwd', username: 'root' })].flatMap(detect),
  ).toEqual([])
})
