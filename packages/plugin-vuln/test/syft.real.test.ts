import { openSbom } from '@veinmind/inventory'
import { scanWith } from '@veinmind/plugin-testing'
import type { Report } from '@veinmind/report'
import { requireTool, run } from '@veinmind/services'
import { buildImage, layer, writeOciLayout } from '@veinmind/testing'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import vuln from '../src/index.ts'
import { dataWith, osv } from './database.ts'
import { deb, debian, nodeModule } from './images.ts'

const RECORDS = [
  osv('DSA-1-1', ['Debian:12', 'openssl'], '3.0.11-1~deb12u2', { upstream: ['CVE-2023-5363'] }),
  osv('DSA-2-1', ['Debian:12', 'glibc'], '2.37', { upstream: ['CVE-2023-0002'] }),
  osv('GHSA-aaaa-bbbb-cccc', ['npm', 'left'], '1.2.3', { aliases: ['CVE-2024-0001'] }),
  osv('GHSA-aaaa-bbbb-dddd', ['PyPI', 'flask'], '3.0.0'),
  osv('ALPINE-CVE-2024-1', ['Alpine:v3.19', 'openssl'], '3.1.5-r0', { upstream: ['CVE-2024-1111'] }),
]
const IMAGES = {
  Debian: debian('12', deb('libssl3', '3.0.11-1~deb12u1', 'openssl') + deb('libc6', '2.36-9', 'glibc'), {
    ...nodeModule('left', '1.0.0'),
    'srv/venv/lib/python3.11/site-packages/flask-2.0.0.dist-info/METADATA':
      'Metadata-Version: 2.1\nName: flask\nVersion: 2.0.0\n',
    'srv/venv/lib/python3.11/site-packages/flask-2.0.0.dist-info/RECORD': 'flask/__init__.py,,\n',
  }),
  Alpine: buildImage(
    layer({
      'etc/os-release': 'ID=alpine\nVERSION_ID=3.19.1\nPRETTY_NAME="Alpine Linux v3.19"\n',
      'etc/alpine-release': '3.19.1\n',
      'lib/apk/db/installed':
        'P:libcrypto3\nV:3.1.4-r5\nA:x86_64\nL:Apache-2.0\no:openssl\n\nP:musl\nV:1.2.4-r2\nA:x86_64\nL:MIT\no:musl\n\n',
    }),
  ),
}

const told = ({ findings }: Report): readonly string[] =>
  findings.map(({ rule, severity, evidence = '' }) => `${rule.id} ${severity} ${evidence}`).sort()

test.each(Object.entries(IMAGES))('%s: the documents of syft give the findings of the image', async (_name, image) => {
  const dataDir = await dataWith(RECORDS)
  const folder = join(dataDir, 'syft')
  mkdirSync(folder)
  await writeOciLayout(join(folder, 'layout'), image)
  const options = { dataDir, options: { 'max-db-age': '9999d' } }
  const ofImage = told(await scanWith(vuln, image, options))
  expect(ofImage.length).toBeGreaterThan(0)
  const syft = await requireTool('syft')
  for (const format of [
    'json',
    'cyclonedx-json@1.4',
    'cyclonedx-json',
    'cyclonedx-xml',
    'spdx-json@2.2',
    'spdx-json',
    'spdx-tag-value',
  ]) {
    const { stdout } = await run(syft, ['scan', `oci-dir:${join(folder, 'layout')}`, '-o', format, '-q'])
    const { entity } = openSbom(Buffer.from(stdout), format)
    expect([format, told(await scanWith(vuln, entity, options))]).toEqual([format, ofImage])
  }
})
