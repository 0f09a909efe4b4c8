import type { Inspector } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { apkInstalled } from '../src/packages/apk/installed.ts'
import { debianCopyrights } from '../src/packages/dpkg/copyright.ts'
import { dpkgStatus } from '../src/packages/dpkg/status.ts'
import { opkgPackages } from '../src/packages/opkg/opkg.ts'
import { pacmanLocal } from '../src/packages/pacman/local.ts'
import { pacmanTrees } from '../src/packages/pacman/mtree.ts'
import { rpmFileDetails } from '../src/packages/rpm/file-details.ts'
import { rpmManifests } from '../src/packages/rpm/manifest.ts'
import { rpmPackages } from '../src/packages/rpm/packages.ts'
import { snapFiles } from '../src/packages/snap/snap.ts'
import { releaseFiles } from '../src/systems/release-files.ts'
import { mutantsOf } from './mutants.ts'
import { SAMPLES } from './samples.ts'

const INSPECTORS: Readonly<Record<string, Inspector<never>>> = {
  apk: apkInstalled,
  copyright: debianCopyrights,
  dpkg: dpkgStatus,
  opkg: opkgPackages,
  pacman: pacmanLocal,
  mtree: pacmanTrees,
  rpm: rpmPackages,
  'rpm details': rpmFileDetails,
  'rpm manifest': rpmManifests,
  snap: snapFiles,
  release: releaseFiles,
} as never

/** `VEINMIND_LONG_TESTS=1` makes ten times as many. */
const COUNT = process.env['VEINMIND_LONG_TESTS'] ? 20_000 : 2000

test.each(SAMPLES)(
  'mutants of $name: packages or a gap, no failure, each in a moment',
  ({ inspector, path, bytes, pack }) => {
    const reader = INSPECTORS[inspector]
    expect(reader).toBeDefined()
    let [known, slowest] = [0, 0]
    for (const mutant of mutantsOf(bytes, { count: COUNT, seed: 20261130 })) {
      const started = performance.now()
      const gaps: string[] = []
      const file = {
        bytes: pack?.(mutant) ?? mutant,
        entry: { path },
        truncated: false,
        incomplete: (gap: string) => gaps.push(gap),
      }
      const record = reader?.inspect(file as never, { options: {} }) as unknown
      slowest = Math.max(slowest, performance.now() - started)
      expect(JSON.stringify(record ?? gaps).length).toBeLessThan(8 * bytes.length + 1000)
      if (record !== undefined) known += 1
    }
    // Most of what is damaged in one place still has all of the rest.
    expect(known).toBeGreaterThan(200)
    expect(slowest).toBeLessThan(2000)
  },
)
