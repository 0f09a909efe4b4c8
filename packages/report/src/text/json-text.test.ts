import { expect, test } from 'vitest'
import { largeReport } from '../../test/hostile.ts'
import { jsonPieces, jsonText } from './json-text.ts'

test('pieces are the text, cut', () => {
  const report = largeReport(1_001)
  const pieces = [...jsonPieces(report)]
  expect(pieces.join('')).toBe(jsonText(report))
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(jsonText(report).length * 0.6)
})
