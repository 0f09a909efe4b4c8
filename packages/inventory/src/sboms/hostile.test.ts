import { VeinmindError } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { mutantsOf } from '../../test/mutants.ts'
import { packages } from '../packages/fact.ts'
import { openSbom } from './open-sbom.ts'
import { attestationOf, SBOM_SAMPLES } from './samples.ts'

const open = (text: string): ReturnType<typeof openSbom>['entity'] => openSbom(Buffer.from(text), 'x').entity
const count = (text: string): number => ((open(text).facts?.[packages.id] ?? []) as readonly unknown[]).length

function attempt(document: Uint8Array): ReturnType<typeof openSbom>['entity'] | undefined {
  try {
    return openSbom(document, 'x').entity
  } catch (error) {
    if (error instanceof VeinmindError && error.code === 'SBOM_INVALID') return undefined
    throw error
  }
}

/** What each of many documents comes to: how many were read, how many refused. Any other end is a fault of the reader. */
function outcomes(documents: Iterable<Uint8Array>): { readonly read: number; readonly refused: number } {
  let [read, refused] = [0, 0]
  for (const document of documents) {
    const opened = attempt(document)
    if (opened === undefined) refused += 1
    else read += 1
    expect(JSON.parse(JSON.stringify(opened?.facts ?? {}))).toEqual(opened?.facts ?? {})
  }
  return { read, refused }
}

test('500 documents with damaged bytes: each is read, or refused by its code', () => {
  const mutants = Object.values(SBOM_SAMPLES).flatMap((text, seed) => [
    ...mutantsOf(Buffer.from(text), { count: 75, seed }),
  ])
  const { read, refused } = outcomes(mutants)
  expect(read + refused).toBe(525)
  expect([read > 20, refused > 100]).toEqual([true, true])
})

/** Values that a reader may not expect. */
const ODD = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  'x'.repeat(5000),
  '\ud800',
  'pkg:/',
  'pkg:npm/%',
  [],
  [[]],
  [null],
  {},
  { a: {} },
]

/** A copy in which some values, anywhere, are others. */
function* changed(value: unknown, { copies, seed }: { copies: number; seed: number }): Generator<Buffer> {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const change = (one: unknown, odds: number): unknown => {
    if (random() < odds) return pick(ODD)
    if (Array.isArray(one)) return one.map((each) => change(each, odds))
    if (typeof one !== 'object' || one === null) return one
    return Object.fromEntries(Object.entries(one).map(([key, each]) => [key, change(each, odds)]))
  }
  for (let copy = 0; copy < copies; copy += 1) {
    const members = Object.entries(value as object).map(([key, each]) => [key, change(each, pick([0.01, 0.05, 0.2]))])
    yield Buffer.from(JSON.stringify(Object.fromEntries(members)))
  }
}

test('600 documents with wrong values in the right places are read, as far as they make sense', () => {
  const documents = Object.values(SBOM_SAMPLES).flatMap((text, seed) =>
    text.startsWith('{') ? [...changed(JSON.parse(text), { copies: 120, seed })] : [],
  )
  const { read, refused } = outcomes(documents)
  expect(read + refused).toBe(600)
  expect(read).toBeGreaterThan(400)
})

const nested = (depth: number): string =>
  `{"bomFormat":"CycloneDX","components":${'[{"type":"library","name":"a","version":"1","components":'.repeat(depth)}[]${'}]'.repeat(depth)}}`

test('nested, wrapped and filled without end', () => {
  expect(open(nested(60)).incomplete).toEqual(['its components stand more than 32 deep in each other'])
  expect(() => open(nested(120))).toThrow('nested deeper than 200')
  expect(() => open(`{"a":[${'{},'.repeat(10_000_001)}0]}`)).toThrow('more than 10000000 values')
  let wrapped: object = { bomFormat: 'CycloneDX' }
  for (let step = 0; step < 4; step += 1) wrapped = JSON.parse(attestationOf(wrapped)) as object
  expect(() => open(JSON.stringify(wrapped))).toThrow('wrapped more often')
  const deep = `<bom xmlns="http://cyclonedx.org/schema/bom/1.4">${'<a>'.repeat(200)}`
  expect(() => open(deep)).toThrow('too many or stand too deep')
})

test('more packages than are read, and names that are none, are said; what else stands there is read', () => {
  const component = (index: number): object => ({ type: 'library', name: `p${index}`, version: '1' })
  const many = JSON.stringify({
    bomFormat: 'CycloneDX',
    components: Array.from({ length: 100_001 }, (_, index) => component(index)),
  })
  expect([count(many), open(many).incomplete]).toEqual([100_000, ['it has more packages than are read']])
  const odd = { type: 'library', name: 'x'.repeat(2000), version: '1' }
  const escape = { type: 'library', name: 'a\u001b[2J', version: '1' }
  const text = JSON.stringify({ bomFormat: 'CycloneDX', components: [odd, escape, component(1)] })
  expect([count(text), open(text).incomplete]).toEqual([1, ['a name or a version in it cannot be one']])
})

test('entities of XML are not expanded, and members of objects are no prototypes', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(100)}"><!ENTITY c "${'&a;'.repeat(100)}">]>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components><component type="library"><name>&c;</name><version>1</version></component></components></bom>`
  expect(() => open(bomb)).toThrow('no valid XML')
  const odd = `<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components><component type="library" __proto__="x"><__proto__>y</__proto__><name>constructor</name><version>1</version></component></components></bom>`
  expect(count(odd)).toBe(1)
  expect(
    count('{"bomFormat":"CycloneDX","__proto__":{"components":[{"type":"library","name":"a","version":"1"}]}}'),
  ).toBe(0)
})

test('places, licences and systems beyond the bounds are said', () => {
  const component = (extra: object): string =>
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      components: [{ type: 'library', name: 'a', version: '1', purl: 'pkg:npm/a@1', ...extra }],
    })
  const occurrences = Array.from({ length: 1_200 }, (_, index) => ({ location: `/srv/${index}/package.json` }))
  const placed = open(component({ evidence: { occurrences } }))
  expect(placed.incomplete).toEqual(['pkg:npm/a@1 is in more than 1000 files: the others are not told'])
  const [item] = (placed.facts?.[packages.id] ?? []) as unknown as readonly { readonly places: readonly unknown[] }[]
  expect(item?.places).toHaveLength(1_000)
  const licenses = Array.from({ length: 101 }, (_, index) => ({ license: { name: `L${index}` } }))
  expect(open(component({ licenses })).incomplete).toEqual([
    'a package in it has more or longer licences than are read',
  ])
  expect(open(component({ licenses: licenses.slice(1) })).incomplete).toBeUndefined()
})
