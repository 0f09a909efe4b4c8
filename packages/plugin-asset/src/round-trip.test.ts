import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSbom, packages, purlOf } from '@veinmind/inventory'
import type { Package } from '@veinmind/inventory'
import { scanWith } from '@veinmind/plugin-testing'
import { createReportService, planOutput, render } from '@veinmind/report'
import type { Report } from '@veinmind/report'
import type { InventoryPackage } from '@veinmind/sdk'
import { buildImage, createRandom, layer } from '@veinmind/testing'
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

const FORMATS = [
  ['cyclonedx', 'bom.cdx.json'],
  ['cyclonedx@1.7', 'bom-1.7.cdx.json'],
  ['spdx', 'bom.spdx.json'],
  ['spdx@3', 'bom-3.spdx.json'],
] as const

async function write(report: Report, format: string, file: string): Promise<Buffer> {
  const { errors } = await render(report, await planOutput({ formats: [format], output: `${folder}/` }))
  expect(errors).toEqual([])
  return readFileSync(join(folder, file))
}

/** What a document says of packages, without who has found them. */
const told = (list: readonly InventoryPackage[]): readonly object[] =>
  list.map(
    ({ type, name, version, purl, ecosystem, arch, source, licenses, isInstalled, places, owner, meta }) =>
      JSON.parse(
        JSON.stringify({
          type,
          name,
          version,
          purl,
          ecosystem,
          arch,
          source,
          licenses,
          isInstalled,
          places,
          owner,
          meta,
        }),
      ) as object,
  )

test.each(FORMATS)('packages that are read from our own %s are those that were written', async (format, file) => {
  const report = await scanWith(asset, image)
  const bytes = await write(report, format, file)
  const inside = await scanWith(asset, buildImage(layer({ [`srv/${file}`]: bytes })))
  const ours = report.inventory.map(({ purl }) => purl)
  expect(ours).toHaveLength(3)
  expect(inside.inventory.map(({ purl }) => purl)).toEqual(ours)
  const again = await scanWith(asset, openSbom(bytes, file).entity)
  expect(again.plugins[0]).toMatchObject({ outcome: 'ok' })
  expect(told(again.inventory)).toEqual(told(report.inventory))
  expect(again.targets).toMatchObject([{ kind: 'sbom', name: file }])
})

const LETTERS = [
  'a',
  'b',
  '1',
  '.',
  '-',
  '_',
  '+',
  '~',
  '@',
  '/',
  ':',
  '#',
  '?',
  '&',
  '=',
  '%',
  '<',
  '"',
  "'",
  '\\',
  ' ',
  'é',
  '漢',
  '😀',
  'Z',
]

/** A list of packages whose names, versions and licences are as odd as any that an ecosystem allows, and odder. */
function oddPackages(seed: number): readonly InventoryPackage[] {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const word = (): string =>
    Array.from({ length: 1 + Math.floor(random() * 8) }, () => pick(LETTERS))
      .join('')
      .trim()
  const texts = [
    'MIT',
    'MIT OR ISC',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    'our own "terms"',
    'LicenseRef-x',
    'BSD',
  ]
  const list = Array.from({ length: 20 }, (): InventoryPackage => {
    const type = pick(['deb', 'rpm', 'apk', 'npm', 'maven', 'pypi', 'golang', 'composer', 'generic', 'gem'])
    const name = pick([`a${word()}`, `@${word()}/${word()}b`, `${word()}x:${word()}y`])
    const version = pick(['', `1${word()}`, '1:2~rc1-3+b1', '(devel)', 'unknown'])
    const digest = `sha256:${pick(['1', '2']).repeat(64)}`
    return {
      type,
      name,
      version,
      purl: purlOf({
        type,
        name,
        version,
        qualifiers: { arch: pick([undefined, 'amd64']), distro: pick([undefined, 'debian-12']) },
      }),
      ...pick([{}, { ecosystem: 'Debian:12' }]),
      ...pick([{}, { arch: 'amd64' }]),
      ...pick([{}, { source: { name: `s${word()}`, version: pick(['', '1']) } }]),
      licenses: Array.from(new Set([pick(texts), pick(texts), pick(texts)])).slice(0, pick([0, 1, 3])),
      isInstalled: random() < 0.5,
      places: [
        { path: `/${word()}x`, ...pick([{}, { layer: { index: 3, digest } }]) },
        ...pick([[], [{ path: `/b${word()}`, layer: { index: 0, digest }, hiddenBy: 2 }]]),
      ],
      ...pick([{}, { owner: 'pkg:deb/debian/x@1' }]),
      ...pick([
        {},
        { meta: { vendor: word() || 'v', maintainer: 'm <a@b.c>', homepage: 'https://a.b/c', modularity: 'a:1:2' } },
        { meta: { description: `d ${word()}x`, homepage: 'not an address', digests: [digest, 'md5:short'] } },
        {
          meta: {
            isIndirect: true,
            isDevelopment: false,
            origin: 'git+https://a',
            build: { goos: 'linux', x: word() },
          },
        },
      ]),
    }
  })
  return [...new Map(list.map((one) => [one.purl, one])).values()].sort((a, b) => (a.purl < b.purl ? -1 : 1))
}

test.each(FORMATS)('%s gives odd names, versions, licences and details back, of 40 lists', async (format, file) => {
  for (let seed = 0; seed < 40; seed += 1) {
    const list = oddPackages(seed)
    const service = createReportService({ tool: { name: 'veinmind', version: '1' } })
    const target = { id: 'sha256:1', kind: 'image', name: 'x', references: [] } as const
    for (const one of list) service.addPackage(one, { plugin: 'asset', target })
    service.addTarget({ ...target, outcome: 'ok', notes: [] })
    const report = service.finish()
    const written = told(report.inventory)
    const { entity } = openSbom(await write(report, format, file), file)
    service.close()
    expect(entity.incomplete).toBeUndefined()
    const read = entity.facts?.[packages.id] as readonly Package[]
    expect(told(read)).toEqual(written)
  }
})
