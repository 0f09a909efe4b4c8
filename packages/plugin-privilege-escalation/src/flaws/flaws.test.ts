import type { Package } from '@veinmind/inventory'
import { expect, test } from 'vitest'
import { judgeFlaws } from './judge-flaws.ts'
import type { Helpers } from './judge-flaws.ts'

/** What is told of a package where every helper is there, and everything that a flaw needs. */
function told(name: string, ecosystem: string, version: string): readonly string[] {
  const programs = ['pkexec', 'sudo', 'wall'].map((program) => ({
    entry: { path: `/usr/bin/${program}` },
    record: { mode: 0o6755 },
  }))
  const item = { name, version, ecosystem, isInstalled: true, purl: '', places: [] } as unknown as Package
  const helpers = { programs, policy: undefined, hasGrants: false, database: undefined } as unknown as Helpers
  return judgeFlaws([item], helpers).map(({ id }) => id)
}

// By the trackers of Debian (DSA-5514-1 and its notes) and of Red Hat (CVE-2023-4911: "RHEL-8.4 and older are not affected").
test.each([
  ['glibc', 'Debian:11', '2.31-11', []],
  ['glibc', 'Debian:11', '2.31-13+deb11u2', ['CVE-2023-4911']],
  ['glibc', 'Debian:11', '2.31-13+deb11u7', []],
  ['glibc', 'Red Hat:enterprise_linux:8', '2.28-151.el8', []],
  ['glibc', 'Red Hat:enterprise_linux:8', '2.28-164.el8', ['CVE-2023-4911']],
  ['glibc', 'Red Hat:enterprise_linux:8', '2.28-225.el8_8.6', []],
  // RHSA-2023:5476, RHSA-2021:0219, RHSA-2022:0266: kept for longer, and mended there with a lower number.
  ['glibc', 'Red Hat:enterprise_linux:8', '2.28-189.6.el8_6', []],
  ['sudo', 'Red Hat:enterprise_linux:8', '1.8.29-5.el8_2.1', []],
  ['polkit', 'Red Hat:enterprise_linux:8', '0.115-11.el8_4.2', []],
  ['polkit', 'AlmaLinux:8', '0.115-13.el8_5.2', []],
  ['polkit', 'AlmaLinux:8', '0.115-12.el8', ['CVE-2021-4034']],
  ['sudo', 'Debian:13', '1.9.16p2-2', ['CVE-2025-32463']],
  ['sudo', 'Debian:12', '1.9.13p3-1+deb12u1', []],
])('%s of %s, %s: %j', (name, ecosystem, version, expected) => {
  expect(told(name, ecosystem, version)).toEqual(expected)
})
