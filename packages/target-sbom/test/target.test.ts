import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Discovered, TargetContext } from '@veinmind/sdk/target'
import { afterAll, expect, test } from 'vitest'
import { sbomTarget } from '../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'veinmind-target-sbom-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function discover(...targets: readonly string[]): Promise<readonly Discovered[]> {
  const context = { options: {}, signal: AbortSignal.timeout(60_000) } as unknown as TargetContext
  return Array.fromAsync(sbomTarget.discover(targets, context))
}

test('a document is an entity with its packages; what cannot be read is an error, and the others go on', async () => {
  const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')]
  const component = { type: 'library', name: 'a', version: '1', purl: 'pkg:npm/a@1' }
  writeFileSync(good, JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [component] }))
  writeFileSync(bad, 'no bill')
  const found = await discover(bad, join(folder, 'none.json'), folder, good)
  expect(found.map((one) => ('error' in one ? one.error.code : 'entity' in one && one.entity.name))).toEqual([
    'SBOM_INVALID',
    'SBOM_UNREADABLE',
    'SBOM_UNREADABLE',
    good,
  ])
  const [, , , last] = found
  expect(last && 'entity' in last && last.entity).toMatchObject({
    kind: 'sbom',
    format: 'cyclonedx',
    formatVersion: '1.6',
    facts: { '@veinmind/inventory/packages': [{ name: 'a', ecosystem: 'npm' }] },
  })
})
