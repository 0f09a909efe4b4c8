import { expect, test } from 'vitest'
import { inRange } from './range.ts'
import type { RangeEvent } from './range.ts'

function affected(events: readonly RangeEvent[], versions: readonly string[], ecosystem = 'npm'): string[] {
  return versions.filter((version) => inRange(ecosystem, version, events) === true)
}

const VERSIONS = ['0.0.1', '1.0.0', '1.5.0', '2.0.0', '2.5.0', '3.0.0']

test.each<readonly [what: string, events: readonly RangeEvent[], versions: readonly string[]]>([
  ['from the first version to a fix', [{ introduced: '0' }, { fixed: '1.5.0' }], ['0.0.1', '1.0.0']],
  ['to the last one affected', [{ introduced: '1.0.0' }, { lastAffected: '2.0.0' }], ['1.0.0', '1.5.0', '2.0.0']],
  ['without an end', [{ introduced: '2.0.0' }], ['2.0.0', '2.5.0', '3.0.0']],
  [
    'on two branches, out of order',
    [{ fixed: '2.5.0' }, { introduced: '2.0.0' }, { fixed: '1.5.0' }, { introduced: '1.0.0' }],
    ['1.0.0', '2.0.0'],
  ],
  [
    'fixed, and introduced again at once',
    [{ introduced: '0' }, { fixed: '1.5.0' }, { introduced: '1.5.0' }, { fixed: '2.0.0' }],
    ['0.0.1', '1.0.0', '1.5.0'],
  ],
  ['introduced and fixed in one', [{ introduced: '1.5.0' }, { fixed: '1.5.0' }], []],
  ['the last one affected is where it begins', [{ introduced: '1.5.0' }, { lastAffected: '1.5.0' }], ['1.5.0']],
  ['introduced twice', [{ introduced: '0' }, { introduced: '1.0.0' }, { fixed: '2.0.0' }], ['0.0.1', '1.0.0', '1.5.0']],
  ['below a limit', [{ introduced: '1.0.0' }, { limit: '2.0.0' }], ['1.0.0', '1.5.0']],
  [
    'below any of several limits',
    [{ introduced: '1.0.0' }, { limit: '1.5.0' }, { limit: '2.5.0' }],
    ['1.0.0', '1.5.0', '2.0.0'],
  ],
  ['without a bound', [{ introduced: '2.5.0' }, { limit: '*' }], ['2.5.0', '3.0.0']],
  ['a fix that nothing comes before', [{ fixed: '2.0.0' }], []],
  ['nothing', [], []],
])('%s', (_what, events, versions) => {
  expect(affected(events, VERSIONS)).toEqual(versions)
})

test('the order is that of the ecosystem', () => {
  expect(
    affected([{ introduced: '0' }, { fixed: '1.0-2' }], ['1.0-1~deb12u1', '1.0-2~bpo1', '1.0-2', '1:0.1'], 'Debian:12'),
  ).toEqual(['1.0-1~deb12u1', '1.0-2~bpo1'])
})

test('a comparison without an answer is no answer', () => {
  expect(inRange('npm', 'latest', [{ introduced: '1.0.0' }])).toBeUndefined()
  expect(inRange('npm', '1.0.0', [{ introduced: '0' }, { fixed: 'tomorrow' }])).toBeUndefined()
  expect(inRange('npm', '1.0.0', [{ introduced: '0' }, { limit: 'tomorrow' }])).toBeUndefined()
  expect(inRange('npm', 'latest', [{ introduced: '0' }])).toBe(true)
})
