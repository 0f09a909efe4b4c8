import { describe, expect, it } from 'vitest'
import { label, LABELS, TYPE_LABELS, typeLabel } from './labels.ts'

describe('labels', () => {
  it('are all translated', () => {
    const missing = Object.entries({ ...LABELS, ...TYPE_LABELS }).filter(
      ([, text]) => typeof text === 'string' || !text.zh,
    )
    expect(missing).toEqual([])
  })

  it('have the same places in every language', () => {
    const places = (text: string) =>
      [...text.matchAll(/\{\d\}/g)]
        .map(([place]) => place)
        .toSorted()
        .join('')
    const differs = Object.values(LABELS).filter(
      (text) => typeof text !== 'string' && places(text.zh ?? '') !== places(text.en),
    )
    expect(differs).toEqual([])
  })

  it('are filled with what is counted, which is no pattern', () => {
    expect(label('layer', 'en', 3)).toBe('layer 3')
    expect(label('filesSkipped', 'zh', 2, '$&{0}')).toBe('2 个被跳过（$&{0}）')
  })

  it('call an unknown type by its own name', () => {
    expect(typeLabel('Weakpass', 'zh')).toBe('弱口令')
    expect(typeLabel('constructor', 'en')).toBe('constructor')
  })
})
