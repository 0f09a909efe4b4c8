import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openImages } from '@veinmind/image'
import { scanWith } from '@veinmind/plugin-testing'
import { planOutput, render } from '@veinmind/report'
import type { Report } from '@veinmind/report'
import { debianImage, removeTemporary, requireTool, run, temporaryFolder } from '@veinmind/services'
import { afterAll, beforeAll, expect, test } from 'vitest'
import asset from '../src/index.ts'

const folder = temporaryFolder('asset-sbom')
afterAll(() => removeTemporary(folder))

interface SyftReport {
  readonly artifacts: readonly {
    readonly name: string
    readonly version: string
    readonly type: string
    readonly purl?: string
  }[]
  readonly distro: { readonly id?: string; readonly versionID?: string }
}

let report: Report
beforeAll(async () => {
  const opened = await openImages((await debianImage()).layout)
  const [found] = opened.images
  if (found === undefined || !('entity' in found)) throw new Error('the layout has no image')
  report = await scanWith(asset, found.entity, { workers: 1 })
  await opened.close()
  const plan = await planOutput({ formats: ['cyclonedx', 'spdx'], output: `${folder}/` })
  await render(report, plan, { language: 'en', verbose: false, color: false, width: 80, stdout: process.stdout })
}, 600_000)

test.each(['bom.cdx.json', 'bom.spdx.json'])('syft reads %s: every package, and the distribution', async (file) => {
  const path = join(folder, file)
  const { stdout } = await run(await requireTool('syft'), ['convert', path, '-o', 'json', '-q'])
  const { artifacts, distro } = JSON.parse(stdout) as SyftReport
  expect(distro).toMatchObject({ id: 'debian', versionID: '12' })
  // A colon may be written either way.
  const plain = (purl = ''): string => purl.replaceAll('%3A', ':')
  const theirs = new Set(artifacts.map(({ purl }) => plain(purl)))
  const ours = report.inventory.filter(({ type }) => type === 'deb' || type === 'npm' || type === 'pypi')
  expect(ours.length).toBeGreaterThan(1500)
  expect(ours.filter(({ purl }) => !theirs.has(plain(purl))).map(({ purl }) => purl)).toEqual([])
})

test('the same scan gives the same document', async () => {
  const before = readFileSync(join(folder, 'bom.cdx.json'), 'utf8')
  const plan = await planOutput({ formats: ['cyclonedx'], output: join(folder, 'again.json') })
  await render(report, plan, { language: 'zh', verbose: true, color: false, width: 200, stdout: process.stdout })
  expect(readFileSync(join(folder, 'again.json'), 'utf8')).toBe(before)
})
