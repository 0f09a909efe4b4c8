import type { KernelPackage, RuntimeProgram } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import { judgeKernel } from './judge-kernel.ts'
import { judgeRuntime } from './judge-runtime.ts'
import { KERNEL_FLAWS, RUNTIME_FLAWS } from './verdicts.ts'

function kernel(id: string, release: string, distribution = 'mainline', more: Partial<KernelPackage> = {}): string {
  const flaw = KERNEL_FLAWS.find((one) => one.id === id)
  if (flaw === undefined) throw new Error(id)
  const base = /^\d+\.\d+(?:\.\d+)?/.exec(release)?.[0] ?? ''
  return judgeKernel(flaw, { release, package: { distribution, version: release, base, ...more } }).is
}

const before = (version: string): string => version.replace(/\d+$/, (last) => String(Number(last) - 1))

test.each(KERNEL_FLAWS)('$id: every branch just below its bound, and at it', (flaw) => {
  for (const bound of flaw.only ? [] : Object.values(flaw.branches)) {
    expect([bound, kernel(flaw.id, before(bound)), kernel(flaw.id, bound)]).toEqual([bound, 'affected', 'not affected'])
  }
  expect(kernel(flaw.id, `${flaw.fixed}.0`)).toBe('not affected')
  expect(kernel(flaw.id, '99.1')).toBe('not affected')
  expect(flaw.references.length).toBeGreaterThan(0)
})

test.each(KERNEL_FLAWS)('$id: packages of distributions just below their bounds, and at them', (flaw) => {
  const { debian = {}, ubuntu = {}, rhel = {} } = flaw.distributions
  for (const bound of Object.values(debian)) {
    expect([bound, kernel(flaw.id, '9.9.9', 'debian', { version: bound })]).toEqual([bound, 'not affected'])
    const release = bound.replace(/-.*/, '')
    expect(kernel(flaw.id, release, 'debian', { version: `${bound}~1`, base: '1.0' })).toBe('affected')
    expect(kernel(flaw.id, release, 'debian', { version: bound })).toBe('not affected')
  }
  for (const bound of Object.values(ubuntu)) {
    const lower = before(bound)
    const told = (version: string, flavour = 'generic'): string =>
      kernel(flaw.id, bound.replace(/\.\d+$/, '-generic'), 'ubuntu', { version, flavour, base: '1.0' })
    expect([bound, told(lower), told(bound), told(`${bound}~20.04.1`)]).toEqual([
      bound,
      'affected',
      'not affected',
      'not affected',
    ])
    // A cloud counts its own kernels.
    expect(told(lower, 'azure')).not.toBe('affected')
  }
  for (const bound of Object.values(rhel)) {
    const lower = bound.replace(/\.(\d+)(?=\.el)/, (_, number: string) => `.${Number(number) - 1}`)
    const told = (version: string): string => kernel(flaw.id, version, 'rhel', { version })
    expect([bound, told(lower), told(bound)]).toEqual([bound, 'affected', 'not affected'])
  }
})

test('E2: what upstream takes for vulnerable and is not', () => {
  // CVE-2021-22555 above 5.12, CVE-2022-0847 above a bound, and names of Debian and Ubuntu that end in 0.
  for (const release of ['6.8.0', '6.6.32', '5.12', '5.15.3'])
    expect(kernel('CVE-2021-22555', release)).toBe('not affected')
  for (const release of ['5.10.103', '5.15.26', '5.16.12', '6.1.1'])
    expect(kernel('CVE-2022-0847', release)).toBe('not affected')
  expect(
    kernel('CVE-2021-22555', '5.4.0-150-generic', 'ubuntu', { version: '5.4.0-150.167', flavour: 'generic' }),
  ).toBe('not affected')
  expect(
    kernel('CVE-2022-0847', '5.15.0-119-generic', 'ubuntu', {
      version: '5.15.0-119.129',
      flavour: 'generic',
      base: '5.15.160',
    }),
  ).toBe('not affected')
  expect(kernel('CVE-2022-0847', '5.10.0-28-amd64', 'debian', { version: '5.10.209-2', base: '5.10.209' })).toBe(
    'not affected',
  )
  expect(kernel('CVE-2016-5195', '4.8.3')).toBe('not affected')
})

// Held against the trackers of the distributions, and against NVD where kernel.org is meant; each was wrong, or judged wrongly, before.
test.each([
  // CVE-2026-31431: DLA-4560-1, DSA-6243-1, DSA-6238-1 (Debian took the correction before the stable branch had it).
  ['CVE-2026-31431', 'debian', '5.10.251-3', 'not affected'],
  ['CVE-2026-31431', 'debian', '5.10.251-2', 'affected'],
  ['CVE-2026-31431', 'debian', '6.1.170-1', 'not affected'],
  ['CVE-2026-31431', 'debian', '6.12.85-1', 'not affected'],
  ['CVE-2021-22555', 'debian', '5.10.38-1', 'not affected'],
  ['CVE-2020-14386', 'debian', '4.19.146-1', 'not affected'],
  ['CVE-2020-14386', 'debian', '4.19.132-1', 'affected'],
  // USN-6251-1, and the two others are told of 5.19 as of 6.2; 5.15 is disputed.
  ['CVE-2023-32629', 'ubuntu', '5.4.0-154.171', 'affected'],
  ['CVE-2023-32629', 'ubuntu', '5.4.0-155.172', 'not affected'],
  ['CVE-2023-2640', 'ubuntu', '5.19.0-49.49', 'affected'],
  ['CVE-2023-2640', 'ubuntu', '5.15.0-101.111', 'not judged'],
  // ALSA-2026:A001, A002, A003 came before RHSA-2026:13577, 13565, 13566.
  ['CVE-2026-31431', 'almalinux', '4.18.0-553.121.1.el8_10', 'not affected'],
  ['CVE-2026-31431', 'rhel', '4.18.0-553.121.1.el8_10', 'affected'],
  ['CVE-2026-31431', 'almalinux', '5.14.0-611.49.2.el9_7', 'not affected'],
  ['CVE-2026-31431', 'rhel', '6.12.0-124.55.1.el10_1', 'not affected'],
  // RHSA-2021:3812: 7.6 is kept for longer, and has the correction with a lower number.
  ['CVE-2021-22555', 'rhel', '3.10.0-957.84.1.el7', 'not judged'],
  ['CVE-2021-22555', 'rhel', '3.10.0-1160.36.2.el7', 'affected'],
  ['CVE-2022-0185', 'rhel', '5.14.0-70.el9', 'not affected'],
  // 3.12 was kept by kernel.org until 2017.
  ['CVE-2016-5195', 'mainline', '3.12.66', 'not affected'],
  ['CVE-2016-5195', 'mainline', '3.12.65', 'affected'],
  ['CVE-2023-0386', 'mainline', '6.1.8', 'affected'],
  ['CVE-2023-0386', 'mainline', '6.1.9', 'not affected'],
] as const)('%s: %s %s is %s', (id, distribution, version, expected) => {
  const flaw = KERNEL_FLAWS.find((one) => one.id === id)
  const [base = ''] = version.split('-')
  const from = {
    distribution: distribution === 'almalinux' ? 'rhel' : distribution,
    version,
    ...(distribution === 'debian' || distribution === 'mainline' ? { base } : {}),
    ...(distribution === 'ubuntu' ? { flavour: 'generic' } : {}),
  }
  expect(judgeKernel(flaw as never, { release: version, package: from, system: distribution }).is).toBe(expected)
})

test('where no bound is at hand, or it cannot be told: not judged, never vulnerable', () => {
  const flaw = KERNEL_FLAWS.find(({ id }) => id === 'CVE-2022-0847')
  const judged = (release: string, from?: KernelPackage): string =>
    judgeKernel(flaw as never, { release, package: from }).is
  for (const release of ['5.10.20+', '5.14.21-150400.24-default', '5.15.10-microsoft-standard-WSL2', 'x', ''])
    expect(judged(release)).toBe('not judged')
  expect(
    judged('5.10.50-44.1.amzn2.x86_64', { distribution: 'amazon', version: '5.10.50-44.1.amzn2', base: '5.10.50' }),
  ).toBe('not judged')
  expect(
    judged('5.10.205-195.807.amzn2.x86_64', {
      distribution: 'amazon',
      version: '5.10.205-195.807.amzn2',
      base: '5.10.205',
    }),
  ).toBe('not affected')
  // Kept for longer, with a lower number.
  const kept = '4.18.0-305.40.1.el8_4'
  expect(judged(kept, { distribution: 'rhel', version: kept })).toBe('not judged')
  expect(judged('5.14.0-70.el9', { distribution: 'rhel', version: '5.14.0-70.el9' })).toBe('not affected')
  expect(judged('3.10.0-1160.el7', { distribution: 'rhel', version: '3.10.0-1160.el7' })).toBe('not affected')
  expect(judged('6.18.44-fc-v857')).toBe('not affected')
})

function runtime(id: string, version: string, more: Partial<RuntimeProgram> = {}, os = {}): string {
  const flaw = RUNTIME_FLAWS.find((one) => one.id === id)
  if (flaw === undefined) throw new Error(id)
  return judgeRuntime(flaw, { name: flaw.program, version, ...more }, os).is
}

test.each(RUNTIME_FLAWS)('$id: every range at its ends', ({ id, ranges }) => {
  for (const [first = '', next = ''] of ranges) {
    expect([next, runtime(id, next)]).toEqual([next, 'not affected'])
    expect([first, runtime(id, first === '0' ? '0.0.1' : first)]).toEqual([first, 'affected'])
    expect([next, runtime(id, next.includes('-rc') ? before(next) : `${next}-rc.1`)]).toEqual([next, 'affected'])
  }
})

test('programs of distributions are judged by their packages, those of their makers by their versions', () => {
  const deb = (name: string, version: string) => ({ package: { manager: 'deb' as const, name, version } })
  const bookworm = { ID: 'debian', VERSION_CODENAME: 'bookworm' }
  expect(runtime('CVE-2024-21626', '1.1.5', deb('runc', '1.1.5+ds1-1+deb12u1'), bookworm)).toBe('not affected')
  expect(runtime('CVE-2024-21626', '1.1.5', deb('runc', '1.1.5+ds1-1'), bookworm)).toBe('affected')
  expect(runtime('CVE-2025-31133', '1.1.5', deb('runc', '1.1.5+ds1-1+deb12u1'), bookworm)).toBe('not judged')
  expect(runtime('CVE-2022-23648', '1.6.0', deb('containerd.io', '1.6.0-1'), bookworm)).toBe('affected')
  expect(runtime('CVE-2024-21626', '1.0.0-rc93')).toBe('affected')
  expect(runtime('CVE-2024-21626', '1.1.9', { path: '/usr/bin/runc' }, { ID: 'almalinux', ID_LIKE: 'rhel' })).toBe(
    'not judged',
  )
  expect(runtime('CVE-2024-21626', '1.1.9', { path: '/opt/bin/runc' }, { ID: 'almalinux', ID_LIKE: 'rhel' })).toBe(
    'affected',
  )
  expect(judgeRuntime(RUNTIME_FLAWS[0] as never, { name: 'runc' }, {}).is).toBe('not judged')
})
