import type { Entry, EntryType, Offered } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import type { ActiveInspector } from '../plan/active-inspectors.ts'
import { createDispatch } from './dispatch.ts'

const TYPES: readonly EntryType[] = ['file', 'directory', 'symlink', 'character', 'block', 'fifo', 'socket']
const PARTS = [
  '/etc',
  '/ETC',
  '/passwd',
  '.php',
  '.PHP',
  '/lib',
  '/log4j/',
  'a',
  '-1.2',
  '/Packages',
  'é',
  'K',
  ' ',
  '.',
  '/status',
]
const TEXTS = ['/etc/', '/passwd', '.php', 'log4j/', '/Packages', 's', '/etc/passwd', '.', 'php', '/lib/status', '1.2.']

const inspectorOf = (offered: Offered | undefined): ActiveInspector =>
  ({ definition: offered === undefined ? {} : { offered } }) as unknown as ActiveInspector

/** What `offered` says, for one inspector and one entry. */
function isOffered({ definition: { offered = {} } }: ActiveInspector, { type, size, path }: Entry): boolean {
  const { types = TYPES, minSize = 0, paths } = offered
  if (!types.includes(type) || size < minSize) return false
  if (paths === undefined || /[^ -~]/.test(path)) return true
  return paths.some((text) => path.toLowerCase().includes(text.toLowerCase()))
}

test.each([1, 2, 3, 4])(
  'one look gives the inspectors that each by itself would give, in their order (seed %i)',
  (seed) => {
    const next = createRandom(seed)
    const random = (below: number): number => Math.floor(next() * below)
    const some = <T>(list: readonly T[], most: number): readonly T[] =>
      Array.from({ length: random(most + 1) }, () => list[random(list.length)] as T)
    const inspectors = Array.from({ length: 61 }, () =>
      inspectorOf(
        random(5) === 0
          ? undefined
          : {
              ...(random(2) === 0 ? {} : { types: some(TYPES, 3) }),
              ...(random(2) === 0 ? {} : { minSize: random(4) }),
              ...(random(3) === 0 ? {} : { paths: some(TEXTS, 4) }),
            },
      ),
    )
    const dispatch = createDispatch(inspectors)
    let given = 0
    for (let count = 0; count < 3000; count += 1) {
      const entry = {
        path: some(PARTS, 6).join(''),
        type: TYPES[random(TYPES.length)],
        size: random(5),
        mode: random(0o10000),
      } as Entry
      const expected = inspectors.filter((inspector) => isOffered(inspector, entry))
      given += expected.length
      expect(dispatch.mayWant(entry)).toEqual(expected)
    }
    expect(given).toBeGreaterThan(10_000)
  },
)

test('a text is found wherever it stands, also within another and at the end', () => {
  const dispatch = createDispatch(
    [['/etc/passwd'], ['passwd'], ['/pass'], ['d']].map((paths) => inspectorOf({ paths })),
  )
  const placesOf = (path: string): number => dispatch.mayWant({ path, type: 'file', size: 1, mode: 0 } as Entry).length
  expect([placesOf('/etc/passwd'), placesOf('/ETC/PASSWD-'), placesOf('/etc/passwe'), placesOf('/x')]).toEqual([
    4, 4, 1, 0,
  ])
})

test('what says nothing is shown everything, and no inspector is no fault', () => {
  const entry = { path: '/x', type: 'socket', size: 0, mode: 0 } as Entry
  expect(createDispatch([inspectorOf(undefined), inspectorOf({ paths: [] })]).mayWant(entry)).toHaveLength(1)
  expect(createDispatch([]).mayWant(entry)).toEqual([])
})
