import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scanWith } from '@veinmind/plugin-testing'
import { planOutput, render } from '@veinmind/report'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, expect, test } from 'vitest'
import asset from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'veinmind-round-trip-'))
afterAll(() => rmSync(folder, { recursive: true }))

const image = buildImage(
  layer({
    'etc/os-release': 'ID=debian\nVERSION_ID=12\n',
    'var/lib/dpkg/status':
      'Package: libssl3\nStatus: install ok installed\nVersion: 1:3.0+dfsg~1-2\nArchitecture: amd64\nSource: openssl\n',
    'lib/apk/db/installed': 'P:musl\nV:1.2.4-r2\nA:x86_64\nL:MIT\n',
    'usr/lib/node_modules/@acme/a/package.json': '{"name":"@acme/a","version":"1.0.0","license":"MIT OR ISC"}',
  }),
)

test.each([
  ['cyclonedx', 'bom.cdx.json'],
  ['cyclonedx@1.7', 'bom-1.7.cdx.json'],
  ['spdx', 'bom.spdx.json'],
])('packages that are read from our own %s are those that were written', async (format, file) => {
  const report = await scanWith(asset, image)
  const plan = await planOutput({ formats: [format], output: `${folder}/` })
  const { errors } = await render(report, plan, {
    language: 'en',
    verbose: false,
    color: false,
    width: 80,
    stdout: process.stdout,
  })
  expect(errors).toEqual([])
  const again = await scanWith(asset, buildImage(layer({ 'srv/bom.cdx.json': readFileSync(join(folder, file)) })))
  const ours = report.inventory.map(({ purl }) => purl)
  expect(ours).toHaveLength(3)
  expect(again.inventory.map(({ purl }) => purl)).toEqual(ours)
})
