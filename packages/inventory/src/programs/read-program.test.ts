import { buildElf } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inMemory } from '../executables/testing.ts'
import { headersOf } from '../languages/headers.ts'
import { readProgram } from './read-program.ts'

const SECTION_COUNT = 60

test('sections beyond what is looked at are said', async () => {
  const program = Buffer.from(buildElf([{ name: '.text', content: Buffer.alloc(64) }]))
  expect(await readProgram('/usr/bin/app', inMemory(program))).toEqual([])
  program.writeUInt16LE(5000, SECTION_COUNT)
  const [reading] = await readProgram('/usr/bin/app', inMemory(program))
  expect(reading).toMatchObject({ packages: [], incomplete: 'it has more sections than are read' })
})

test('a field behind many others is read', () => {
  const head = `${'Classifier: x\n'.repeat(50_000)}Name: flask\r\nLicense: a\n b\n\nName: none`
  expect(headersOf(head).get('name')).toEqual(['flask'])
  expect(headersOf(head).get('license')).toEqual(['a\nb'])
})
