import { describe, expect, test } from 'vitest'
import { createCatalogue } from './catalogue.ts'
import { loadTranslations, translate, translateWith } from './index.ts'

const catalogue = createCatalogue({
  'it is no JSON': '它不是 JSON',
  'cannot read {0}: {1}': '无法读取 {0}：{1~}',
  'cannot read {0}': '无法读取 {0}',
  '{0} of {1}': '{0} / {1}',
  '{0} has {1} bytes, more than {2}': '{0} 超过 {2} 字节（{1}）',
})

describe('a catalogue', () => {
  test.each([
    ['it is no JSON', '它不是 JSON'],
    ['cannot read a.tar: it is no JSON', '无法读取 a.tar：它不是 JSON'],
    ['cannot read a: b: c', '无法读取 a：b: c'],
    ['cannot read a.tar', '无法读取 a.tar'],
    ['app.tar has 12 bytes, more than 10', 'app.tar 超过 10 字节（12）'],
    ['deploy/a.yaml:3: it is no JSON', 'deploy/a.yaml:3：它不是 JSON'],
    ['rules.json: cannot read b: it is no JSON', 'rules.json：无法读取 b：它不是 JSON'],
    ['cannot read a: it is no JSON; it is no JSON', '无法读取 a：它不是 JSON; 它不是 JSON'],
  ])('translates %s', (text, translated) => {
    expect(catalogue.translate(text)).toBe(translated)
  })

  test.each(['anything else', '', 'out of memory', 'Cannot read a.tar', 'it is no JSON.'])('leaves %j', (text) => {
    expect(catalogue.translate(text)).toBe(text)
  })

  test('takes no value for a template, in neither direction', () => {
    expect(catalogue.translate('cannot read it is no JSON')).toBe('无法读取 it is no JSON')
    expect(catalogue.translate('cannot read {1}: {0}')).toBe('无法读取 {1}：{0}')
    expect(catalogue.fill('{0} of {1}', ['{1}', 'it is no JSON'])).toBe('{1} / it is no JSON')
  })

  test('keeps what is masked as it is', () => {
    expect(catalogue.translate('cannot read hunter••••: it is no JSON')).toBe('无法读取 hunter••••：它不是 JSON')
  })

  test('takes time in proportion to a hostile text', () => {
    const pieces = createCatalogue({ 'a{0}a{1}a{2}a{3}a{4}b': '{0}{1}{2}{3}{4}', '{0}aaaa{1}aaaa{2}aaaab': '{0}' })
    const text = 'a'.repeat(19_999)
    const began = performance.now()
    for (let run = 0; run < 100; run += 1) expect(pieces.translate(text)).toBe(text)
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

describe('the translations', () => {
  test('are Chinese once they are loaded, and English is left', async () => {
    await loadTranslations('zh')
    const text = 'no trusted connection to r.example: self-signed certificate'
    expect(translate(text, 'zh')).toBe('与 r.example 的连接不受信任：自签名证书')
    expect(translate(text, 'en')).toBe(text)
    expect(translateWith('{0} of {1}', ['1 MB', '2 MB'], 'zh')).toBe('1 MB / 2 MB')
    expect(translateWith('{0} of {1}', ['1 MB', '2 MB'], 'en')).toBe('1 MB of 2 MB')
  })
})
