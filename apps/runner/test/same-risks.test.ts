import escape from '@veinmind/plugin-escape'
import iac from '@veinmind/plugin-iac'
import unsafeMount from '@veinmind/plugin-unsafe-mount'
import type { Rule } from '@veinmind/sdk'
import { expect, test } from 'vitest'

const PAGE = /^https:\/\/www\.npmjs\.com\/package\/@veinmind\/plugin-(?:escape|unsafe-mount|iac)#([a-z]+-\d+)$/

/** The ids of the rules of ours that a rule refers to. */
function linksOf({ references = [] }: Rule): readonly string[] {
  return references.flatMap((address) => PAGE.exec(address)?.[1]?.toUpperCase() ?? [])
}

const english = ({ title }: Rule): string => (typeof title === 'string' ? title : title.en)

test('what a manifest asks for and what a container has refer to each other, both ways', async () => {
  const manifests = (await iac.rules?.()) ?? []
  const containers = [...((await escape.rules?.()) ?? []), ...((await unsafeMount.rules?.()) ?? [])]
  const all = new Map([...manifests, ...containers].map((rule) => [rule.id, rule]))
  const pairs = containers.flatMap((rule) => linksOf(rule).map((other) => [rule.id, other] as const))
  expect(pairs.length).toBeGreaterThan(25)
  for (const [container, manifest] of pairs) {
    const other = all.get(manifest)
    expect([manifest, other && linksOf(other)]).toEqual([manifest, expect.arrayContaining([container])])
  }
  for (const rule of manifests) for (const other of linksOf(rule)) expect(pairs).toContainEqual([other, rule.id])
  // The same words are the same risk.
  const same = containers.flatMap((rule) =>
    manifests.filter((manifest) => english(rule) === english(manifest)).map(({ id }) => [rule.id, id] as const),
  )
  expect(pairs).toEqual(expect.arrayContaining(same))
})
