import type { Entry, Inspector, Offered } from '@veinmind/sdk'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { PLUGINS } from '../src/manifest.ts'

/** Paths that inspectors which say what they are offered want, and some that none does. */
const PATHS = [
  '/var/lib/dpkg/status',
  '/var/lib/dpkg/status.d/base',
  '/var/lib/dpkg/status.d/base.md5sums',
  '/var/lib/dpkg/info/libc6:amd64.list',
  '/var/lib/dpkg/info/bash.md5sums',
  '/var/lib/dpkg/diversions',
  '/usr/share/doc/bash/copyright',
  '/var/db/pkg/sys-apps/sed-4.8/CONTENTS',
  '/var/lib/pacman/local/bash-5.1-1/desc',
  '/var/lib/pacman/local/bash-5.1-1/mtree',
  '/usr/lib/opkg/status',
  '/usr/lib/opkg/info/busybox.list',
  '/snap/core/1/meta/snap.yaml',
  '/lib/apk/db/installed',
  '/var/lib/rpmmanifest/container-manifest-2',
  '/var/lib/rpm/Packages',
  '/var/lib/rpm/Packages.db',
  '/usr/lib/sysimage/rpm/rpmdb.sqlite',
  '/var/lib/rpm/rpmdb.sqlite-wal',
  '/nix/store/0c5b4jz8i9k1l2m3n4p5q6r7s8v9w0x1-bash-5.1',
  '/etc/os-release',
  '/usr/lib/os-release',
  '/etc/SuSE-release',
  '/etc/debian_version',
  '/etc/passwd',
  '/etc/group',
  '/etc/shadow',
  '/etc/sudoers',
  '/etc/sudoers.d/admins',
  '/app/package-lock.json',
  '/app/node_modules/a/package.json',
  '/app/requirements.txt',
  '/usr/lib/python3/dist-packages/a-1.dist-info/METADATA',
  '/app/Cargo.lock',
  '/app/go.mod',
  '/app/composer.lock',
  '/app/app.deps.json',
  '/app/a.jar',
  '/app/b.WAR',
  '/app/c.whl',
  '/srv/org/apache/logging/log4j/core/lookup/JndiLookup.class',
  '/srv/META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties',
  '/lib/modules/6.1.0/kernel/drivers/a.ko.xz',
  '/usr/sbin/sshd',
  '/usr/lib/x86_64-linux-gnu/liblzma.so.5.4.1',
  '/etc/cron.d/job',
  '/etc/systemd/system/a.service',
  '/root/.bash_history',
  '/root/.bashrc',
  '/etc/polkit-1/rules.d/10-a.rules',
  '/etc/default/minio',
  '/etc/nginx/nginx.conf',
  '/var/www/html/.htaccess',
  '/usr/bin/python3.11',
  '/tmp/.x',
]
const TYPES: readonly Entry['type'][] = ['file', 'directory', 'symlink', 'character', 'block', 'fifo', 'socket']
const PIECES = ['/', '.', '-', 'A', 'é', 'K', '~', '.bak', '/etc', '0']
const COUNT = 20_000

const plugins = await Promise.all(Object.values(PLUGINS).map((load) => load()))
const inspectors = new Set(
  plugins.flatMap((plugin) => {
    const options = Object.fromEntries(Object.entries(plugin.options).map(([name, spec]) => [name, spec.default]))
    return [...plugin.inspectors, ...factInspectors(plugin.facts ?? [])].map((inspector) => ({ inspector, options }))
  }),
)

type Facts = NonNullable<(typeof plugins)[number]['facts']>

function factInspectors(facts: Facts): readonly Inspector[] {
  return facts.flatMap((fact) => [...fact.inspectors, ...factInspectors(fact.facts)])
}

/** What the engine looks at before it asks an inspector; see its own tests. */
function isOffered({ types = TYPES, minSize = 0, paths }: Offered, { type, size, path }: Entry): boolean {
  if (!types.includes(type) || size < minSize) return false
  if (paths === undefined || /[^ -~]/.test(path)) return true
  return paths.some((text) => path.toLowerCase().includes(text.toLowerCase()))
}

test('no inspector wants what it says that it is not offered', () => {
  const random = createRandom(7)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const wanted = new Set<string>()
  const left: string[] = []
  for (let count = 0; count < COUNT; count += 1) {
    const entry = {
      path: count < PATHS.length ? PATHS[count] : changed(pick(PATHS), pick),
      type: count < PATHS.length ? (PATHS[count]?.startsWith('/nix/') ? 'directory' : 'file') : pick(TYPES),
      size: count < PATHS.length ? 100 : pick([0, 1, 100, 5_000_000]),
      mode: pick([0o644, 0o755, 0o4755, 0o1777, 0o666, 0]),
      uid: pick([0, 1000]),
      gid: 0,
      userName: '',
      groupName: '',
      mtime: 0,
    } as Entry
    for (const { inspector, options } of inspectors) {
      if (inspector.offered === undefined || !inspector.wants(entry, { options })) continue
      wanted.add(inspector.id)
      if (!isOffered(inspector.offered, entry)) left.push(`${inspector.id}: ${entry.type} ${entry.path}`)
    }
  }
  expect(left).toEqual([])
  const offering = [...inspectors].flatMap(({ inspector }) => (inspector.offered ? [inspector.id] : []))
  expect([...new Set(offering)].filter((id) => !wanted.has(id))).toEqual([])
})

/** A path with something put in, taken out, put before or behind, or in the other case. */
function changed(path: string, pick: <T>(list: readonly T[]) => T): string {
  const at = pick(Array.from({ length: path.length }, (_none, place) => place))
  return pick([
    () => `/opt/root${path}`,
    () => path + pick(PIECES),
    () => path.slice(0, at) + pick(PIECES) + path.slice(at),
    () => path.slice(0, at) + path.slice(at + 1),
    () => path.toUpperCase(),
    () => path.slice(0, at) + path.slice(at).toUpperCase(),
    () => path,
  ])()
}
