import { expect, test } from 'vitest'
import type { InventoryItem, PluginReport, Report } from '../../model/model.ts'
import { digestsOf, whyIncomplete } from './subject.ts'
import type { Subject } from './subject.ts'

const PLUGIN: PluginReport = {
  name: 'asset',
  version: '1',
  outcome: 'ok',
  durationMs: 1,
  coverage: { entities: 1, scanned: 1, skipped: {}, truncated: 0, errored: 0, rereads: 0, problems: [] },
}

test('digests of every algorithm are taken at their own length', () => {
  const lengths = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 }
  const whole = Object.entries(lengths).map(([algorithm, length]) => `${algorithm}:${'a'.repeat(length)}`)
  const itemOf = (digests: readonly string[]): InventoryItem => ({ meta: { digests } }) as unknown as InventoryItem
  expect(digestsOf(itemOf(whole)).map(([algorithm]) => algorithm)).toEqual(Object.keys(lengths))
  expect(digestsOf(itemOf(whole.map((digest) => `${digest}a`)))).toEqual([])
})

test('a list of packages is whole where the plugin that made it saw all, and says why where not', () => {
  const subject = { target: { outcome: 'ok' }, packages: [] } as unknown as Subject
  const why = (...plugins: readonly PluginReport[]): string | undefined =>
    whyIncomplete({ plugins, inventory: [] } as unknown as Report, subject)
  expect(why(PLUGIN)).toBeUndefined()
  expect(why({ ...PLUGIN, outcome: 'partial' })).toBe('asset did not see all')
  expect(why({ ...PLUGIN, outcome: 'failed', reason: 'no disk' })).toBe('no disk')
  expect(why({ ...PLUGIN, name: 'other' })).toBe('no plugin looked for packages')
})
