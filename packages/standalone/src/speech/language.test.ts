import { expect, test } from 'vitest'
import { detectLanguage, languageOf } from './language.ts'

test.each([
  ['scan image a.tar --lang zh', {}, 'zh'],
  ['scan image a.tar --lang=zh', { LANG: 'en_US.UTF-8' }, 'zh'],
  ['--lang en scan', { LANG: 'zh_CN.UTF-8' }, 'en'],
  ['scan', { LANG: 'zh_CN.UTF-8' }, 'zh'],
  ['scan', { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, 'en'],
  ['scan', { LC_MESSAGES: 'zh_TW.UTF-8' }, 'zh'],
  ['scan --lang de', { LANG: 'zh_CN.UTF-8' }, 'zh'],
  ['scan -- --lang zh', {}, 'en'],
] as const)('a command line is answered in a language before it is read: %s %j', (line, environment, language) => {
  expect(languageOf(line.split(' '), environment)).toBe(language)
})

test('another language is wrong usage', () => {
  expect(() => detectLanguage('de', {})).toThrow('--lang: de is neither en nor zh')
})
