import { gzipSync } from 'node:zlib'
import { TAG } from '../src/packages/rpm/header.ts'
import { berkeleyDatabase, headerBlob, ndbDatabase, sqliteDatabase } from './rpm-databases.ts'

/** A small file of a package manager, to be damaged. */
export interface Sample {
  readonly name: string
  /** Which inspector reads it. */
  readonly inspector: string
  readonly path: string
  readonly bytes: Buffer
  /** What is done to it when it was damaged: a checksum would refuse it before its reader sees anything. */
  readonly pack?: (bytes: Buffer) => Buffer
}

const headers = Array.from({ length: 16 }, (_unused, index) =>
  headerBlob(
    new Map<number, string | readonly string[] | readonly number[] | Uint16Array>([
      [TAG.name, `package-${index}`],
      [TAG.version, `1.${index}`],
      [TAG.release, '1.el9'],
      [TAG.license, 'x'.repeat(60 * index)],
      [TAG.baseNames, ['a', 'b']],
      [TAG.directories, ['/usr/', '/etc/']],
      [TAG.directoryIndexes, [0, 1]],
      [TAG.fileDigests, ['aa'.repeat(32), '']],
      [TAG.fileModes, Uint16Array.of(0o100755, 0o100644)],
    ]),
  ),
)
const repeat = (text: (index: number) => string): Buffer =>
  Buffer.from(Array.from({ length: 12 }, (_unused, index) => text(index)).join('\n'))

const rpm = [
  ['rpmdb.sqlite', sqliteDatabase(headers, 1024)],
  ['Packages.db', ndbDatabase(headers)],
  ['Packages', berkeleyDatabase(headers)],
] as const

/** One of each kind. */
export const SAMPLES: readonly Sample[] = [
  ...rpm.flatMap(([file, bytes]) =>
    ['rpm', 'rpm details'].map((inspector) => ({
      name: `${file}, ${inspector}`,
      inspector,
      path: `/var/lib/rpm/${file}`,
      bytes,
    })),
  ),
  {
    name: 'a container manifest',
    inspector: 'rpm manifest',
    path: '/var/lib/rpmmanifest/container-manifest-2',
    bytes: repeat((index) => `p${index}\t1.0-${index}\t1\t1\tvendor\t(none)\t1\tnoarch\t0\tp-1.0-1.src.rpm`),
  },
  {
    name: 'status of dpkg',
    inspector: 'dpkg',
    path: '/var/lib/dpkg/status',
    bytes: repeat(
      (index) =>
        `Package: p${index}\nStatus: install ok installed\nVersion: 1:${index}-1\nSource: s (1)\nConffiles:\n /etc/p ${'0'.repeat(32)}\nDescription: a\n b\n`,
    ),
  },
  {
    name: 'a copyright file',
    inspector: 'copyright',
    path: '/usr/share/doc/p/copyright',
    bytes: repeat((index) => `Files: *\nLicense: GPL-${index}+\n text of /usr/share/common-licenses/GPL-2.`),
  },
  {
    name: 'installed of apk',
    inspector: 'apk',
    path: '/lib/apk/db/installed',
    bytes: repeat(
      (index) => `P:p${index}\nV:1.${index}-r0\nL:MIT\nF:bin\nR:p\na:0:0:755\nZ:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\n`,
    ),
  },
  {
    name: 'status of opkg',
    inspector: 'opkg',
    path: '/usr/lib/opkg/status',
    bytes: repeat((index) => `Package: p${index}\nVersion: 1\nStatus: install user installed\n`),
  },
  {
    name: 'desc of pacman',
    inspector: 'pacman',
    path: '/var/lib/pacman/local/p-1/desc',
    bytes: repeat((index) => `%NAME%\np${index}\n\n%VERSION%\n1\n\n%FILES%\nusr/\nusr/bin/p\n`),
  },
  {
    name: 'mtree of pacman',
    inspector: 'mtree',
    path: '/var/lib/pacman/local/p-1/mtree',
    bytes: repeat((index) => `./usr/bin/p${index} mode=755 sha256digest=${'a'.repeat(64)}`),
    pack: (bytes) => gzipSync(bytes),
  },
  {
    name: 'a snap',
    inspector: 'snap',
    path: '/snap/p/1/meta/snap.yaml',
    bytes: Buffer.from(`name: p\nversion: 1\narchitectures:\n  - amd64\nsummary: ${'x'.repeat(300)}\n`),
  },
  {
    name: 'os-release',
    inspector: 'release',
    path: '/etc/os-release',
    bytes: Buffer.from('PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n'.repeat(4)),
  },
]
