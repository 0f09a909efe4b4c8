import { openImages } from '@veinmind/image'
import { debianImage, requireTool, run } from '@veinmind/services'
import { expect, test } from 'vitest'
import { inventoryOf } from './inventory-of.ts'

interface SyftReport {
  readonly artifacts: readonly { readonly name: string; readonly version: string; readonly type: string }[]
}

test('all that syft lists of a Debian image is listed', async () => {
  const { layout } = await debianImage()
  const syft = await requireTool('syft')
  const { stdout } = await run(syft, ['scan', `oci-dir:${layout}`, '-o', 'json', '-q'])
  const theirs = (JSON.parse(stdout) as SyftReport).artifacts
  const opened = await openImages(layout)
  const [found] = opened.images
  if (found === undefined || !('entity' in found)) throw new Error('the layout has no image')
  const { packages, gaps } = await inventoryOf(found.entity)
  expect(gaps).toEqual([])
  const ours = new Set(packages.map(({ name, version }) => `${name} ${version}`))
  // A package.json without a version marks a part of a package: nothing that could be installed.
  const missing = theirs.filter(({ name, version }) => version !== 'UNKNOWN' && !ours.has(`${name} ${version}`))
  expect(missing).toEqual([])
  expect(theirs.length).toBeGreaterThan(1000)
})
