import { expect, it } from 'vitest'
import { ListingBuilder } from './listing.ts'
import { toPackages } from './to-packages.ts'

const HEAD = { format: 'cyclonedx', formatVersion: '1.6', describes: undefined } as const

function listingOf(fill: (builder: ListingBuilder) => void) {
  const builder = new ListingBuilder()
  fill(builder)
  return builder.finish(HEAD)
}

it.each<[what: string, count: number, said: string | undefined]>([
  ['as many operating systems as are read', 16, undefined],
  ['more operating systems', 17, 'it has more operating systems than are read'],
])('%s', (_, count, said) => {
  const { systems, incomplete } = listingOf((builder) => {
    for (let index = 0; index < count; index++) builder.addSystem({ family: `os${index}`, version: '1' })
  })
  expect(systems).toHaveLength(16)
  expect(incomplete).toEqual(said === undefined ? [] : [said])
})

it('an operating system whose name cannot be one is said to be left out', () => {
  const { systems, incomplete } = listingOf((builder) => {
    builder.addSystem({ family: '', version: '' })
    builder.addSystem({ family: 'de\u001bbian', version: '12' })
    builder.addSystem({ family: 'debian', version: '1'.repeat(101) })
  })
  expect(systems).toEqual([])
  expect(incomplete).toEqual(['it names an operating system whose name or version cannot be one'])
})

it.each([100_000, 100_001])(
  'of %i packages whose files are those of others, no more than are read are kept',
  (count) => {
    const { owners, incomplete } = listingOf((builder) => {
      for (let index = 0; index < count; index++) builder.own(`child-${index}`, 'parent')
      // The first word counts, and is said once.
      builder.own('child-0', 'other')
    })
    expect(owners.size).toBe(100_000)
    expect(owners.get('child-0')).toBe('parent')
    expect(incomplete).toEqual(count > 100_000 ? ['it says of more packages whose files they are than is read'] : [])
  },
)

it('packages in too many files are named, and those beyond the first twenty are counted', () => {
  const listing = listingOf((builder) => {
    for (let index = 0; index < 23; index++)
      builder.add({
        name: `p${index}`,
        version: '1',
        purl: `pkg:npm/p${index}@1`,
        licenses: [],
        places: Array.from({ length: 1_001 }, (_place, at) => ({ path: `/${at}` })),
      })
  })
  const { packages, incomplete } = toPackages(listing)
  expect(packages.map(({ places }) => places.length)).toEqual(Array.from({ length: 23 }, () => 1_000))
  expect(incomplete).toHaveLength(21)
  expect(incomplete.at(-1)).toBe('so it is of 3 more packages')
})
