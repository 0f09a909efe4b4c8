import { buildImage, dockerArchive, layer, startRegistry, writeOciLayout } from '@veinmind/testing'
import type { FakeRegistry } from '@veinmind/testing'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

const STATUS =
  'Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl\nVersion: 3.0.11-1\n\n'
const IMAGE = buildImage(
  layer({
    'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
    'var/lib/dpkg/status': STATUS,
    'srv/node_modules/left/package.json': '{"name":"left","version":"1.0.0","license":"MIT"}',
  }),
  { references: ['app:1'] },
)
const flaw = (id: string, alias: string, ecosystem: string, name: string): object => ({
  id,
  aliases: [alias],
  modified: '2026-01-01T00:00:00Z',
  affected: [
    { package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '9' }] }] },
  ],
})

interface Json {
  readonly findings: readonly { readonly fingerprint: string; readonly evidence: string; readonly detail: object }[]
  readonly inventory: readonly { readonly purl: string; readonly target: string }[]
  readonly targets: readonly { readonly notes: readonly string[]; readonly name: string }[]
}

const blobsAsked = ({ requests }: FakeRegistry): number =>
  requests.filter(({ path }) => path.includes(IMAGE.layers[0]?.digest ?? '-')).length

test('one image from a registry, an archive, a layout, its bill of materials, and the one that is attached to it: the same findings', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-sbom-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  await using registry = await startRegistry()
  registry.push('app', '1', IMAGE)
  const reference = `${registry.host}/app:1`
  const [archive, layout, data, bom] = ['app.tar', 'layout', 'data', 'bom.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  writeFileSync(archive, dockerArchive(IMAGE))
  await writeOciLayout(layout, IMAGE)
  writeFileSync(
    join(folder, 'a.json'),
    JSON.stringify([
      flaw('DSA-1-1', 'CVE-2023-5363', 'Debian:12', 'openssl'),
      flaw('GHSA-aaaa-bbbb-cccc', 'CVE-2024-0001', 'npm', 'left'),
    ]),
  )
  const run = (...args: readonly string[]) => runVeinmind([...args, '--data-dir', data], { cwd: folder })
  expect(await run('db', 'build', '--from', join(folder, 'a.json'))).toMatchObject({ code: 0 })
  const scan = async (...args: readonly string[]): Promise<Json> => {
    const { stdout, stderr } = await run(
      'scan',
      ...args,
      '--plugins',
      'vuln,asset',
      '-f',
      'json',
      '--no-cache',
      '-q',
      '--max-db-age',
      '9999d',
    )
    expect(stderr).not.toContain('error')
    return JSON.parse(stdout) as Json
  }
  const told = ({ findings, inventory }: Json): unknown => [
    findings.map(({ fingerprint, evidence, detail }) => [fingerprint, evidence, detail]),
    inventory.map(({ purl }) => purl),
  ]

  const pushed = await run(
    'scan',
    'image',
    reference,
    '--plugins',
    'asset',
    '--sbom-push',
    '-f',
    'cyclonedx',
    '-o',
    bom,
    '-q',
    '--no-cache',
  )
  expect(pushed).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/bill of materials: 127\.0\.0\.1:\d+\/app@sha256:[0-9a-f]{64}\n/),
  })
  const ofRegistry = await scan('image', reference)
  expect(ofRegistry.findings.map(({ evidence }) => evidence)).toEqual([
    'libssl3 3.0.11-1 (of openssl): fixed in 9',
    'left 1.0.0: fixed in 9',
  ])
  const before = blobsAsked(registry)
  const ofAttached = await scan('image', reference, '--sbom-from', 'registry')
  expect(blobsAsked(registry)).toBe(before)
  expect(ofAttached.targets[0]?.notes).toEqual([
    expect.stringMatching(/bill of materials sha256:\w{64} \(cyclonedx 1\.6\) in the registry, which was not verified/),
  ])
  const all = [ofAttached, await scan('image', archive), await scan('image', layout), await scan('sbom', bom)]
  for (const one of all) expect(told(one)).toEqual(told(ofRegistry))
  const byPipe = await runVeinmind(['scan', 'sbom', '-', '--plugins', 'asset', '-f', 'json', '-q'], {
    cwd: folder,
    input: readFileSync(bom, 'utf8'),
  })
  expect((JSON.parse(byPipe.stdout) as Json).inventory).toHaveLength(2)
}, 300_000)

test('what cannot be attached is said, and is no success', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'veinmind-sbom-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const archive = join(folder, 'app.tar')
  writeFileSync(archive, dockerArchive(IMAGE))
  const scan = (...args: readonly string[]) =>
    runVeinmind(['scan', 'image', archive, '-q', '--no-cache', '--data-dir', folder, ...args], { cwd: folder })
  expect(await scan('--plugins', 'asset', '--sbom-push')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('this one was not had from one'),
  })
  expect(await scan('--plugins', 'basic', '--sbom-push')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('no plugin looked for packages'),
  })
  expect(await scan('--plugins', 'asset', '--sbom-push', '--sbom-from', 'registry')).toMatchObject({ code: 2 })
  const bad = join(folder, 'bad.json')
  writeFileSync(bad, '{}')
  const { code, stdout } = await runVeinmind(['scan', 'sbom', bad, '--plugins', 'asset', '-q'], { cwd: folder })
  expect([code, stdout]).toEqual([4, expect.stringContaining('SBOM_INVALID')])
}, 120_000)
