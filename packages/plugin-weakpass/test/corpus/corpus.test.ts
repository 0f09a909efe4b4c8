import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { crackOn } from '../../src/guess/crack-on.ts'
import { inspect } from '../inspect.ts'
import type { Case } from './case.ts'
import { CLEAR } from './clear.ts'
import { HARMLESS } from './harmless.ts'
import { HASHES } from './hashes.ts'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

/** The passwords that are found in a file. */
async function foundIn([path, text]: Case): Promise<readonly (string | undefined)[]> {
  const record = await inspect(path, text)
  const { signal } = new AbortController()
  // What a busy machine left, the scan goes on with.
  const [whole = []] = record ? await crackOn([record], { dictionary: [], names: [], budget: 100, signal }) : []
  return whole.flatMap(({ password }) => password ?? [])
}

async function missedOf(cases: readonly Case[]): Promise<readonly Case[]> {
  const missed: Case[] = []
  for (const one of cases) if (!(await foundIn(one)).includes(one[2])) missed.push(one)
  return missed
}

test('weak passwords in clear: all of them are found', async () => {
  expect(await missedOf(CLEAR)).toEqual([])
  expect(README).toContain(`| in clear, in files | ${CLEAR.length} | ${CLEAR.length} |`)
})

test('hashes by their form, in whatever file: all of them are known and guessed', async () => {
  expect(await missedOf(HASHES)).toEqual([])
  expect(README).toContain(`| hashes by their form | ${HASHES.length} | ${HASHES.length} |`)
})

test('what is no weak password: nothing is told', async () => {
  const told: unknown[] = []
  for (const one of HARMLESS) {
    const found = await foundIn(one)
    if (found.length > 0) told.push([...one, found])
  }
  expect(told).toEqual([])
  expect(README).toContain(`| harmless files | ${HARMLESS.length} | 0 |`)
})
