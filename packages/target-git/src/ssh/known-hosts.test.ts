import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkHostKey } from './known-hosts.ts'

const key = (content: string) =>
  Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from(content)])
const [GOOD, OTHER] = [key('good'), key('other')]
const line = (names: string, bytes: Buffer, marker = '') =>
  `${marker}${names} ssh-ed25519 ${bytes.toString('base64')} comment\n`
const hashed = (name: string) => `|1|c2FsdA==|${createHmac('sha1', 'salt').update(name).digest('base64')}`

test.each([
  ['plain', line('git.local', GOOD), 22, 'known'],
  ['one of several names', line('a,git.local,b', GOOD), 22, 'known'],
  ['hashed', line(hashed('git.local'), GOOD), 22, 'known'],
  ['hashed, another name', line(hashed('other'), GOOD), 22, 'unknown'],
  ['wildcard', line('*.local', GOOD), 22, 'known'],
  ['negated', line('*.local,!git.local', GOOD), 22, 'unknown'],
  ['another port', line('[git.local]:2222', GOOD), 2222, 'known'],
  ['the port matters', line('git.local', GOOD), 2222, 'unknown'],
  ['changed', line('git.local', OTHER), 22, 'changed'],
  ['a second key is enough', line('git.local', OTHER) + line('git.local', GOOD), 22, 'known'],
  ['revoked', line('git.local', GOOD) + line('git.local', GOOD, '@revoked '), 22, 'revoked'],
  ['an authority is not used', line('git.local', OTHER, '@cert-authority '), 22, 'authority'],
  ['a revoked key of any host', line('git.local', GOOD) + line('*', GOOD, '@revoked '), 22, 'revoked'],
  ['wildcard and negation with a port', line('[*.local]:2222,![bad.local]:2222', GOOD), 2222, 'known'],
  ['comments and junk', `# git.local\n\nx\n${line('git.local', GOOD)}`, 22, 'known'],
])('%s', (_name, text, port, verdict) => expect(checkHostKey(text, { name: 'git.local', port }, GOOD)).toBe(verdict))
