import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { scanWith } from '@veinmind/plugin-testing'
import { planOutput, render } from '@veinmind/report'
import type { Report } from '@veinmind/report'
import { debianImage, removeTemporary, requireTool, temporaryFolder } from '@veinmind/services'
import { openImages } from '@veinmind/image'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, expect, test } from 'vitest'
import asset from '../src/index.ts'

const folder = temporaryFolder('readers')
afterAll(() => removeTemporary(folder))

const FORMATS = [
  ['cyclonedx', 'bom.cdx.json'],
  ['cyclonedx@1.7', 'bom-1.7.cdx.json'],
  ['spdx', 'bom.spdx.json'],
  ['spdx@3', 'bom-3.spdx.json'],
] as const

async function write(report: Report, format: string, file: string): Promise<string> {
  const { errors } = await render(report, await planOutput({ formats: [format], output: `${folder}/` }))
  expect(errors).toEqual([])
  return join(folder, file)
}

/** Packages as grype has them from a document, by what it logs before it asks for its database, which there is none of here. */
async function readByGrype(path: string): Promise<{ readonly count: number; readonly packages: readonly string[] }> {
  const grype = await requireTool('grype')
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    GRYPE_DB_AUTO_UPDATE: 'false',
    GRYPE_DB_CACHE_DIR: join(folder, 'no-database'),
    GRYPE_CHECK_FOR_APP_UPDATE: 'false',
  }
  const log = await new Promise<string>((done) => {
    execFile(grype, [`sbom:${path}`, '-vv'], { env, maxBuffer: 1 << 28 }, (_error, stdout, stderr) =>
      done(stdout + stderr),
    )
  })
  const [, count] = /gathered packages packages=(\d+)/.exec(log) ?? []
  const packages = Array.from(
    log.matchAll(/no CPEs for package: Pkg\(name="([^"]*)" version="([^"]*)"/g),
    ([, name, version]) => `${name} ${version}`,
  )
  return { count: Number(count), packages: packages.sort() }
}

const MIXED = buildImage(
  layer({
    'etc/os-release': 'ID=debian\nVERSION_ID=12\n',
    'var/lib/dpkg/status':
      'Package: libssl3\nStatus: install ok installed\nVersion: 1:3.0+dfsg~1-2\nArchitecture: amd64\nSource: openssl\n',
    'lib/apk/db/installed': 'P:musl\nV:1.2.4-r2\nA:x86_64\nL:MIT\n',
    'usr/lib/node_modules/@acme/a/package.json': '{"name":"@acme/a","version":"1.0.0","license":"MIT OR ISC"}',
    'usr/lib/python3/dist-packages/requests-2.28.1.dist-info/METADATA':
      'Metadata-Version: 2.1\nName: requests\nVersion: 2.28.1\n',
    'srv/composer.lock': '{"packages":[{"name":"monolog/monolog","version":"2.0.0"}]}',
    'srv/Cargo.lock': '[[package]]\nname = "serde"\nversion = "1.0.1"\n',
    'srv/go.mod': 'module example.com/a\n\nrequire golang.org/x/text v0.3.0\n',
  }),
)

test.each(FORMATS)('grype has from our %s the packages that are in it', async (format, file) => {
  const report = await scanWith(asset, MIXED)
  const ours = report.inventory.map(({ name, version }) => `${name} ${version}`.trim())
  expect(ours).toHaveLength(7)
  // In SPDX the operating system is a package, as there is nothing else that it could be.
  const all = format.startsWith('spdx') ? [...ours, 'debian 12'] : ours
  const { count, packages } = await readByGrype(await write(report, format, file))
  expect(count).toBe(all.length)
  expect(packages.map((name) => name.trim())).toEqual(all.sort())
})

test('of a Debian image with thousands of packages it has as many', async () => {
  const { layout } = await debianImage()
  const archive = await openImages(layout)
  const [image] = archive.images.flatMap((found) => ('entity' in found ? [found.entity] : []))
  if (image === undefined) throw new Error('no image')
  const report = await scanWith(asset, image as never)
  await archive.close()
  const count = report.inventory.length
  expect(count).toBeGreaterThan(2000)
  const counts = []
  for (const [format, file] of FORMATS) counts.push((await readByGrype(await write(report, format, file))).count)
  // With the operating system in SPDX.
  expect(counts).toEqual([count, count, count + 1, count + 1])
})
