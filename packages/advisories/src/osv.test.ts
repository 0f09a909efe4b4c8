import { expect, test } from 'vitest'
import { readOsv } from './osv.ts'

const recordOf = (affected: object): object => ({
  id: 'GHSA-aaaa-bbbb-cccc',
  affected: [{ package: { ecosystem: 'npm', name: 'left' }, ...affected }],
})
const many = (count: number, value: unknown): readonly unknown[] => Array.from({ length: count }, () => value)

test.each([
  ['ranges', 2000, (count: number) => ({ ranges: many(count, { type: 'SEMVER', events: [{ introduced: '0' }] }) })],
  ['events', 20_000, (count: number) => ({ ranges: [{ type: 'SEMVER', events: many(count, { introduced: '0' }) }] })],
  ['versions', 50_000, (count: number) => ({ versions: many(count, '1.0.0') })],
] as const)(
  'a record with more %s than are read is refused, since what is cut of it would be no flaw',
  (what, most, affectedOf) => {
    expect(readOsv(recordOf(affectedOf(most))).affected).toHaveLength(1)
    expect(() => readOsv(recordOf(affectedOf(most + 1)))).toThrow(`it names more than ${most} ${what}`)
  },
)
