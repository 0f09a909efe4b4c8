import { expect, test } from 'vitest'
import { isSecretName, maskSecret } from './index.ts'

test('of a secret its ends are shown, and of a short one nothing', () => {
  expect(['correct-horse', 'abcdef', 'abcde', '', '🔑bcde🔒', '🔑bcd🔒'].map(maskSecret)).toEqual([
    'c••••e',
    'a••••f',
    '••••••',
    '••••••',
    '🔑••••🔒',
    '••••••',
  ])
})

test('a name is one of a secret by a whole word of it', () => {
  const names = ['DB_PASSWORD', 'apiKey', 'aws.access_key', 'token2', 'MONKEY', 'KEYBOARD', 'compass', 'author']
  expect(names.filter(isSecretName)).toEqual(['DB_PASSWORD', 'apiKey', 'aws.access_key', 'token2'])
})
