import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { openImages } from '@veinmind/image'
import { scanWith } from '@veinmind/plugin-testing'
import { debianImage, removeTemporary, requireTool, run, temporaryFolder } from '@veinmind/services'
import { buildImage, layer } from '@veinmind/testing'
import type { FileSpec } from '@veinmind/testing'
import { expect, test } from 'vitest'
import plugin from '../src/index.ts'

/** Packages of this machine, which is a Debian. */
const PACKAGES = ['coreutils', 'passwd', 'procps', 'login', 'sed', 'base-files']

test('what dpkg --verify says of changed files is what is found, configuration left out', async () => {
  await requireTool('dpkg')
  const root = temporaryFolder('dpkg-verify')
  try {
    const paths = await copyPackages(root)
    for (const path of [
      '/usr/bin/sort',
      '/usr/bin/sed',
      '/usr/sbin/useradd',
      '/usr/share/doc/coreutils/copyright',
    ].filter((one) => paths.includes(one)))
      appendFileSync(join(root, path), 'x')
    appendFileSync(join(root, 'etc/login.defs'), '# changed\n')
    const files = Object.fromEntries(
      ['/var/lib/dpkg/status', ...infoOf(root), ...paths].map((path): [string, FileSpec] => {
        const { mode } = lstatSync(join(root, path))
        return [path.slice(1), { content: readFileSync(join(root, path)), mode: mode & 0o7777 }]
      }),
    )
    const { findings } = await scanWith(plugin, buildImage(layer(files)), { options: { verify: 'all' } })
    const found = findings.filter(({ rule }) => rule.id === 'BACK-210').map(({ locations }) => locations[0]?.path ?? '')
    expect(found.toSorted()).toEqual(await verify(root))
    expect(found.length).toBeGreaterThan(1)
  } finally {
    removeTemporary(root)
  }
}, 120_000)

/** Files whose digest dpkg says is another; `c` marks configuration. */
async function verify(root: string): Promise<readonly string[]> {
  const { stdout } = await run('sh', ['-c', 'dpkg --root="$0" --verify || true', root])
  return stdout
    .split('\n')
    .flatMap((line) => /^..5\S+\s+(c\s+)?(\/.*)$/.exec(line) ?? [])
    .filter((_, index) => index % 3 === 0)
    .flatMap((line) => (/^..5\S+\s+c\s/.test(line) ? [] : [line.replace(/^\S+\s+/, '')]))
    .toSorted()
}

const infoOf = (root: string): readonly string[] =>
  PACKAGES.flatMap((name) => ['list', 'md5sums'].map((kind) => `/var/lib/dpkg/info/${name}.${kind}`)).filter((path) =>
    existsSync(join(root, path)),
  )

/** Copies packages of this machine with what dpkg knows of them; gives the paths of their files. */
async function copyPackages(root: string): Promise<readonly string[]> {
  const copy = (path: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    copyFileSync(path, join(root, path))
    chmodSync(join(root, path), lstatSync(path).mode & 0o7777)
  }
  const { stdout: status } = await run('dpkg-query', ['--status', ...PACKAGES])
  mkdirSync(join(root, 'var/lib/dpkg/info'), { recursive: true })
  mkdirSync(join(root, 'var/lib/dpkg/updates'), { recursive: true })
  writeFileSync(join(root, 'var/lib/dpkg/status'), `${status.trim()}\n\n`)
  const { stdout: listed } = await run('dpkg', ['--listfiles', ...PACKAGES])
  for (const path of infoOf('/')) copy(path)
  const paths = [...new Set(listed.split('\n'))].filter(
    (path) => path.startsWith('/') && existsSync(path) && lstatSync(path).isFile(),
  )
  for (const path of paths) copy(path)
  return paths
}

test('a real Debian image has no finding', async () => {
  const opened = await openImages((await debianImage()).layout)
  try {
    for (const found of opened.images) {
      if (!('entity' in found)) throw new Error(JSON.stringify(found))
      expect(await scanWith(plugin, found.entity)).toReportNothing()
    }
    expect(opened.images).toHaveLength(1)
  } finally {
    await opened.close()
  }
}, 300_000)
