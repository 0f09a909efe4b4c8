import type { Sbom } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { packages } from '../packages/fact.ts'
import type { Package } from '../packages/model.ts'
import { operatingSystems } from '../systems/fact.ts'
import { openSbom } from './open-sbom.ts'
import { SBOM_SAMPLES } from './samples.ts'

const open = (text: string): ReturnType<typeof openSbom> => openSbom(Buffer.from(text), 'x')
const listOf = ({ facts = {} }: Sbom): readonly Package[] => facts[packages.id] as readonly Package[]
const systemsOf = ({ facts = {} }: Sbom): unknown => facts[operatingSystems.id]
const listed = (...components: readonly object[]): readonly Package[] =>
  listOf(open(JSON.stringify({ bomFormat: 'CycloneDX', components })).entity)

test.each(Object.keys(SBOM_SAMPLES))('%s: the packages as an image has them, and the system', (format) => {
  const { entity } = open(SBOM_SAMPLES[format] ?? '')
  const all = listOf(entity)
  expect(all.map(({ type, name, version, ecosystem }) => [type, name, version, ecosystem])).toEqual([
    ['deb', 'libssl3', '3.0.11-1~deb12u1', 'Debian:12'],
    ['maven', 'org.acme:tool', '1.0', 'Maven'],
    ['npm', '@babel/core', '7.1.0', 'npm'],
  ])
  expect(all[0]).toMatchObject({ source: { name: 'openssl', version: '3.0.11-1~deb12u1' }, arch: 'amd64' })
  expect(all[2]?.licenses).toEqual(['MIT OR ISC'])
  expect(systemsOf(entity)).toMatchObject([{ root: '/', family: 'debian', version: '12', ecosystem: 'Debian:12' }])
  expect(entity.describes?.name).toBe(format === 'syft' ? 'shop' : 'shop:1')
  expect(entity.incomplete).toBeUndefined()
})

// SPDX 3 has no place for paths.
test.each(Object.keys(SBOM_SAMPLES).filter((format) => format !== 'spdx3'))('%s: licences and places', (format) => {
  const [deb, , npm] = listOf(open(SBOM_SAMPLES[format] ?? '').entity)
  expect(deb?.places[0]).toMatchObject({ path: '/var/lib/dpkg/status' })
  expect(deb?.licenses).toEqual(['OpenSSL'])
  expect(npm).toMatchObject({ isInstalled: false, places: [{ path: '/srv/package-lock.json' }] })
})

test('syft: layers by their digest, and what the files of a package belong to', () => {
  const [deb, maven] = listOf(open(SBOM_SAMPLES['syft'] ?? '').entity)
  expect(deb?.places).toEqual([
    { path: '/var/lib/dpkg/status', layer: { index: 0, digest: `sha256:${'2'.repeat(64)}` } },
  ])
  expect(maven?.owner).toBe(deb?.purl)
})

test('an attestation says what it is about', () => {
  expect(open(SBOM_SAMPLES['attestation'] ?? '').subjects).toEqual([`sha256:${'3'.repeat(64)}`])
  expect(open(SBOM_SAMPLES['cyclonedx'] ?? '').subjects).toBeUndefined()
})

test.each([
  ['pkg:apk/alpine/musl@1.2?arch=x86_64&distro=3.19.1', { ecosystem: 'Alpine:v3.19' }],
  ['pkg:apk/alpine/ssl@1?distro=alpine-3.20.0&upstream=openssl', { source: { name: 'openssl', version: '1' } }],
  ['pkg:deb/debian/tar@1+b1?distro=debian-12&upstream=tar%401', { source: { name: 'tar', version: '1' } }],
  ['pkg:deb/ubuntu/bash@5?distro=ubuntu-22.04', { ecosystem: 'Ubuntu:22.04:LTS' }],
  ['pkg:deb/debian/bash@5?distro=debian-trixie', { ecosystem: 'Debian:13' }],
  [
    'pkg:rpm/redhat/bash@4-1.el8?epoch=2&distro=redhat-8.6',
    { version: '2:4-1.el8', ecosystem: 'Red Hat:enterprise_linux:8' },
  ],
  [
    'pkg:rpm/rocky/libssl@3-1?distro=rocky-9.3&upstream=openssl-3-1.src.rpm&rpmmod=a:1',
    { source: { name: 'openssl', version: '3-1' }, meta: { modularity: 'a:1' } },
  ],
  ['pkg:golang/stdlib@1.22.1', { name: 'stdlib', version: '1.22.1', ecosystem: 'Go' }],
  ['pkg:gem/a@1.0?platform=java', { name: 'a', version: '1.0' }],
])('%s', (purl, expected) => {
  expect(listed({ type: 'library', name: 'other', version: 'go9', purl })).toMatchObject([expected])
})

test('what has no version, images and folders are no packages; one in two places is one', () => {
  const npm = { type: 'library', name: 'a', version: '1', purl: 'pkg:npm/a@1' }
  const at = (location: string): object => ({ ...npm, evidence: { occurrences: [{ location }] } })
  const all = listed(
    { type: 'library', name: 'x', version: '' },
    { type: 'library', name: 'b', purl: 'pkg:npm/b' },
    { type: 'container', name: 'i', version: '1', purl: 'pkg:oci/i@1' },
    { type: 'file', name: '/etc/x', version: '1' },
    npm,
    at('/srv/yarn.lock'),
    at('/srv/node_modules/a/package.json'),
  )
  expect(all).toMatchObject([
    {
      purl: 'pkg:npm/a@1',
      isInstalled: true,
      places: [{ path: '/srv/yarn.lock' }, { path: '/srv/node_modules/a/package.json' }],
    },
  ])
  expect(listed(npm)[0]?.places).toEqual([{ object: 'pkg:npm/a@1' }])
})
