import { expect, test } from 'vitest'
import { noteLeftOut } from './note-left-out.ts'

test('each file is said once, and of many that there are more', () => {
  const said: string[] = []
  const leftOut = noteLeftOut((what) => said.push(what))
  for (let round = 0; round < 2; round += 1) for (let file = 0; file < 1000; file += 1) leftOut(`/${file}`, 'too large')
  expect(said).toHaveLength(51)
  expect([said[0], said.at(-1)]).toEqual(['content of /0', 'content of other files'])
})
