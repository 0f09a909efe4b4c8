import { expect, test } from 'vitest'
import { maskSecrets } from './mask-secrets.ts'

test('of two secrets that begin alike the longer is masked whole', () => {
  expect(maskSecrets('PASS=correct-horse and correct-horse-battery', ['correct-horse', 'correct-horse-battery'])).toBe(
    'PASS=c••••e and c••••y',
  )
})
