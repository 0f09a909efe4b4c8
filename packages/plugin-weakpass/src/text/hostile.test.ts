import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { CLEAR } from '../../test/corpus/clear.ts'
import { HASHES } from '../../test/corpus/hashes.ts'
import { readText } from './read-text.ts'

const read = (text: string | Uint8Array, path = '/app/x.conf') =>
  readText(Buffer.from(text), { path, keywords: new Set(), dictionary: new Set() })

const PIECES = [
  'password=',
  'password ',
  '"password":"',
  'password',
  'a.',
  '_',
  ' ',
  '\n',
  '\\',
  '"',
  'user ',
  'user=',
  ':',
  'a:b@',
  'postgres://',
  'a://b:',
  'mysql ',
  'mysql -u ',
  'curl -u ',
  'docker login ',
  '$2a$10$',
  '$1$',
  '$$',
  '$6$a$',
  '{SSHA}',
  '{SSHA}A',
  'AAAA',
  '0',
  'PASSWORD ',
  'USER a ',
  'IDENTIFIED BY ',
  'echo a:b|',
  'stored_key=',
  '"secretData":{',
  '$pbkdf2$1$a',
  'md5$a$',
  '<!--',
  '# ',
  'A_B',
  'OBF:00',
  'password 7 ',
  '"password_hash":"',
  ':: e1',
  '<password>',
  'name: password\n',
  'secret',
  'pwd:',
  'NT-Password := ',
  "getenv('a', ",
  '${a:-',
  'a'.repeat(63) + ':',
]

test.each(PIECES)('128 KiB of %j is read in linear time', (piece) => {
  const time = (size: number) => {
    const text = piece.repeat(Math.ceil(size / piece.length)).slice(0, size)
    const started = performance.now()
    read(text)
    return performance.now() - started
  }
  time(1 << 14)
  expect(time(1 << 17)).toBeLessThan(5000)
})

test('texts that are cut, doubled and overwritten at any place are read, and soon', () => {
  const random = createRandom(20_261_130)
  const started = performance.now()
  const seeds = [...CLEAR, ...HASHES]
  for (let i = 0; i < 1500; i++) {
    const [path = '', text = ''] = seeds[Math.floor(random() * seeds.length)] ?? []
    const [, other = ''] = seeds[Math.floor(random() * seeds.length)] ?? []
    const at = Math.floor(random() * text.length)
    const bytes = Buffer.from(text.slice(0, at) + other + text.slice(Math.floor(random() * text.length)))
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
    const { weak, hashes } = read(bytes, path)
    expect(weak.length + hashes.length).toBeLessThan(50)
  }
  expect(performance.now() - started).toBeLessThan(15_000)
})
