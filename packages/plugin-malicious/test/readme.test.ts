import { expect, test } from 'vitest'
import { readReadme, renderReadme } from '../scripts/readme.ts'

test('the README lists the rules as they are (mend with `node scripts/readme.ts`)', () => {
  expect(readReadme()).toBe(renderReadme(readReadme()))
})
