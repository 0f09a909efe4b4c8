import { expect, test } from 'vitest'
import { cutText } from './cut-text.ts'

test('a cut leaves no piece of a word', () => {
  const secret = 'Zk3vR8qWm1TxPd7Ls4Nb'
  for (let most = 4; most < 40; most++) {
    const text = `word "${secret}" and more words that go on beyond the bound of all`
    const cut = cutText(text, most)
    expect(cut.replaceAll(secret, '')).not.toContain(secret.slice(0, 4))
    expect(cut.replace(/… \((\d+) more\)$/, (_, more: string) => text.slice(text.length - Number(more)))).toBe(text)
  }
})

test('a word without an end is cut where it must be, not through a character', () => {
  expect(cutText('x'.repeat(2_000), 1_000)).toBe(`${'x'.repeat(1_000)}… (1000 more)`)
  expect(cutText(`${'x'.repeat(999)}🔑${'x'.repeat(999)}`, 1_000)).toBe(`${'x'.repeat(999)}… (1001 more)`)
  expect(cutText('short', 10)).toBe('short')
})

test('of a short text that is one word the first parts are kept', () => {
  expect(cutText('https://host.example/path/SECRETSECRETSECRETSECRET', 40)).toBe(
    'https://host.example/path/… (24 more)',
  )
  expect(cutText('SECRETSECRETSECRETSECRETSECRET', 10)).toBe('… (30 more)')
})
