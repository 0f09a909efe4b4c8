import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeTemporary, requireTools, run, temporaryFolder } from '@veinmind/services'
import { buildImage, layer } from '@veinmind/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inventoryOf } from './inventory-of.ts'
import { readSamples } from './rpm-samples.ts'
import type { RpmSample } from './rpm-samples.ts'

const folder = temporaryFolder('inventory-rpm')
afterAll(() => removeTemporary(folder))

/** What `rpm -qa` says of a package, and what the inventory does. */
type Row = readonly [name: string, version: string, arch: string, source: string]

async function rowsOf(file: string, path: string): Promise<readonly Row[]> {
  const { packages, gaps } = await inventoryOf(buildImage(layer({ [path]: readFileSync(file) })))
  expect(gaps).toEqual([])
  return packages
    .filter(({ type }) => type === 'rpm')
    .map(({ name, version, arch = '', source, meta }): Row => [
      name,
      version,
      arch,
      `${source?.name ?? name} ${meta?.modularity ?? ''}`,
    ])
    .toSorted(byText)
}

const byText = (a: Row, b: Row): number => (a.join(' ') < b.join(' ') ? -1 : 1)

describe('databases of real images, with what rpm said of them there', () => {
  let samples: readonly RpmSample[] = []
  beforeAll(async () => {
    const { stdout } = await run('go', ['mod', 'download', '-json', 'github.com/knqyf263/go-rpmdb@v0.1.1'], {
      env: { GOFLAGS: '-mod=mod' },
    })
    samples = readSamples((JSON.parse(stdout) as { Dir: string }).Dir)
  })

  test('of Berkeley DB in both byte orders, ndb and SQLite', async () => {
    expect(samples.map(({ file }) => file.split('/').at(-1))).toEqual(
      expect.arrayContaining(['Packages', 'Packages.db', 'rpmdb.sqlite']),
    )
    expect(samples.length).toBeGreaterThan(12)
    let wholes = 0
    for (const { file, packages } of samples) {
      const path = `var/lib/rpm/${file.split('/').at(-1)}`
      const expected = packages.map(({ name, version, release, epoch, arch, sourceRpm, modularity }): Row => [
        name,
        `${epoch === undefined || epoch === 0 ? '' : `${epoch}:`}${version}-${release}`,
        arch,
        `${/^(.+)-[^-]+-[^-]+\.(?:no)?src\.rpm$/.exec(sourceRpm)?.[1] ?? name} ${modularity}`,
      ])
      const rows = await rowsOf(file, path)
      const [ours, theirs] = [rows, expected].map((list) => new Set(list.map((row) => row.join(' '))))
      expect([...(theirs ?? [])].filter((row) => !ours?.has(row))).toEqual([])
      wholes += ours?.size === theirs?.size ? 1 : 0
    }
    // The lists of a few databases are the beginning of what rpm said.
    expect(wholes).toBeGreaterThan(8)
  }, 600_000)
})

describe('a system that rpm installs here', () => {
  const root = join(folder, 'root')
  // Debian's rpm has no other format; those of ndb are in the databases of real images.
  const here = ['--root', root, '--define', '_db_backend sqlite', '--define', '_dbpath /var/lib/rpm']
  let rpm = ''
  beforeAll(async () => {
    ;({ rpm } = await requireTools(['rpm']))
    const top = join(folder, 'build')
    mkdirSync(root)
    mkdirSync(top)
    for (const [name, spec] of Object.entries(SPECS)) {
      writeFileSync(join(top, `${name}.spec`), spec)
      await run('rpmbuild', ['-bb', '--quiet', '--define', `_topdir ${top}`, join(top, `${name}.spec`)])
    }
    const files = readdirSync(join(top, 'RPMS', 'noarch')).map((file) => join(top, 'RPMS', 'noarch', file))
    await run(rpm, [...here, '-i', '--nodeps', ...files])
  })

  test('the same names, versions, licences and files with their digests, modes and owners', async () => {
    const { packages, owners, gaps } = await inventoryOf(
      buildImage(layer({ 'var/lib/rpm/rpmdb.sqlite': readFileSync(join(root, 'var/lib/rpm/rpmdb.sqlite')) })),
    )
    const query = async (format: string): Promise<readonly string[]> =>
      (await run(rpm, [...here, '-qa', '--qf', format])).stdout.split('\n').filter(Boolean).toSorted()
    expect(gaps).toEqual([])
    expect(packages.map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(
      await query('%{NAME} %{EVR}\n'),
    )
    const ours = owners.map(({ path, digest = '', mode = 0, user, group, isConfig }) =>
      [path, digest.replace(/^\w+:/, ''), user, group, isConfig ? 1 : 0, mode].join(' '),
    )
    const theirs = await query(
      '[%{FILENAMES} %{FILEDIGESTS} %{FILEUSERNAME} %{FILEGROUPNAME} %{FILEFLAGS} %{FILEMODES}\n]',
    )
    const withoutType = (line: string): string => line.replace(/\d+$/, (mode) => String(Number(mode) & 0o7777))
    expect(ours.toSorted()).toEqual(theirs.map(withoutType).toSorted())
    expect(packages.find(({ name }) => name === 'veinmind-two')?.licenses).toEqual(['GPL-2.0-or-later AND MIT'])
  })
})

const SPECS = {
  one: specOf('veinmind-one', { version: '1.0', epoch: 3, license: 'ASL 2.0' }),
  two: specOf('veinmind-two', { version: '2.0~rc1^git1', license: 'GPLv2+ and MIT' }),
} as const

function specOf(
  name: string,
  { version, epoch, license }: { version: string; epoch?: number; license: string },
): string {
  return `Name: ${name}
Version: ${version}
Release: 7%{?dist}
${epoch === undefined ? '' : `Epoch: ${epoch}`}
Summary: a test
License: ${license}
BuildArch: noarch
%description
a test
%install
mkdir -p %{buildroot}/etc/${name} %{buildroot}/usr/share/${name}
echo setting > %{buildroot}/etc/${name}/${name}.conf
for i in $(seq 60); do echo $i > %{buildroot}/usr/share/${name}/file-$i; done
%files
%config /etc/${name}/${name}.conf
%attr(4750, daemon, games) /usr/share/${name}/file-1
/usr/share/${name}
`
}
