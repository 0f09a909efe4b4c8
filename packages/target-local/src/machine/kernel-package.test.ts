import { expect, test } from 'vitest'
import { kernelPackageOf } from './kernel-package.ts'

const read = (release: string, version = '', signature = '', system = ''): unknown =>
  kernelPackageOf({ release, version: version || `Linux version ${release} (x) #1 SMP`, signature, system })

test('the package of a kernel by what the kernel says of itself', () => {
  expect(
    read(
      '5.15.0-101-generic',
      'Linux version 5.15.0-101-generic (b@x) (gcc) #111-Ubuntu SMP Tue Mar 5 (Ubuntu 5.15.0-101.111-generic 5.15.143)',
    ),
  ).toEqual({ distribution: 'ubuntu', version: '5.15.0-101.111', base: '5.15.143', flavour: 'generic' })
  expect(read('5.15.0-1057-azure', '', 'Ubuntu 5.15.0-1057.65~20.04.1-azure 5.15.143')).toEqual({
    distribution: 'ubuntu',
    version: '5.15.0-1057.65~20.04.1',
    base: '5.15.143',
    flavour: 'azure',
  })
  expect(
    read(
      '6.1.0-18-amd64',
      'Linux version 6.1.0-18-amd64 (d@x) (gcc) #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)',
    ),
  ).toEqual({ distribution: 'debian', version: '6.1.76-1', base: '6.1.76' })
  expect(
    read(
      '6.12.48+deb13-amd64',
      'Linux version 6.12.48+deb13-amd64 (d@x) #1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1 (2025-09-20)',
    ),
  ).toEqual({ distribution: 'debian', version: '6.12.48-1', base: '6.12.48' })
  expect(read('4.18.0-348.20.1.el8_5.x86_64', '', '', 'rocky')).toEqual({
    distribution: 'rhel',
    version: '4.18.0-348.20.1.el8_5',
  })
  expect(read('5.10.205-195.807.amzn2.x86_64')).toEqual({
    distribution: 'amazon',
    version: '5.10.205-195.807.amzn2',
    base: '5.10.205',
  })
  expect(read('6.6.8-200.fc39.x86_64')).toMatchObject({ distribution: 'fedora', base: '6.6.8' })
  expect(read('6.9.3-arch1-1', '', '', 'arch')).toMatchObject({ distribution: 'arch', base: '6.9.3' })
  expect(read('6.6.30-0-lts', '', '', 'alpine')).toMatchObject({ distribution: 'alpine', base: '6.6.30' })
  expect(read('5.4.17')).toEqual({ distribution: 'mainline', version: '5.4.17', base: '5.4.17' })
})

test('names that upstream reads wrongly or not at all, and kernels that nobody is known for: undefined, never a crash', () => {
  for (const release of [
    '5.10.147+',
    '5.15.90.1-microsoft-standard-WSL2',
    '5.14.21-150500.55.31-default',
    '5.4.17-2136.319.1.3.el8uek.x86_64',
    '6.18.44-fc-v857',
    '',
    'x'.repeat(5000),
  ])
    expect(read(release)).toBeUndefined()
})
