import { buildImage, layer, layerOfEntries, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { inventoryOf } from '../../test/inventory-of.ts'
import { ecosystemOf } from './ecosystem.ts'
import { identify } from './identify.ts'
import { releaseFiles } from './release-files.ts'

type Row = readonly [file: string, text: string, family: string, version: string, ecosystem: string | undefined]

/** What systems write of themselves, and what it is taken for. */
const ROWS: readonly Row[] = [
  ['os-release', 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm', 'debian', '12', 'Debian:12'],
  [
    'os-release',
    'PRETTY_NAME="Debian GNU/Linux trixie/sid"\nID=debian\nVERSION_CODENAME=trixie',
    'debian',
    '',
    'Debian:13',
  ],
  ['os-release', 'PRETTY_NAME="Debian GNU/Linux sid"\nID=debian', 'debian', '', 'Debian'],
  [
    'os-release',
    'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="11"',
    'debian',
    '11',
    'Debian:11',
  ],
  ['debian_version', '9.13', 'debian', '9', 'Debian:9'],
  ['debian_version', 'bookworm/sid', 'debian', '', 'Debian:12'],
  ['os-release', 'ID=ubuntu\nVERSION_ID="22.04"', 'ubuntu', '22.04', 'Ubuntu:22.04:LTS'],
  ['os-release', 'ID=ubuntu\nVERSION_ID="23.10"', 'ubuntu', '23.10', 'Ubuntu:23.10'],
  [
    'lsb-release',
    'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=14.04\nDISTRIB_CODENAME=trusty',
    'ubuntu',
    '14.04',
    'Ubuntu:14.04:LTS',
  ],
  ['os-release', 'ID=alpine\nVERSION_ID=3.19.1', 'alpine', '3.19.1', 'Alpine:v3.19'],
  ['os-release', 'ID=alpine\nVERSION_ID=3.21_alpha20240923', 'alpine', '3.21_alpha20240923', 'Alpine:edge'],
  ['alpine-release', '3.4.6', 'alpine', '3.4.6', 'Alpine:v3.4'],
  ['os-release', 'ID=wolfi\nVERSION_ID="20230201"', 'wolfi', '20230201', 'Wolfi'],
  ['os-release', 'ID=chainguard\nVERSION_ID="20230214"', 'chainguard', '20230214', 'Chainguard'],
  ['os-release', 'ID=bottlerocket\nVERSION_ID=1.19.2\nVARIANT_ID=aws-k8s-1.29', 'bottlerocket', '1.19.2', undefined],
  ['os-release', 'ID=photon\nVERSION_ID=4.0', 'photon', '4.0', 'Photon OS:4.0'],
  ['photon-release', 'VMware Photon OS 3.0\nPHOTON_BUILD_NUMBER=1', 'photon', '3.0', 'Photon OS:3.0'],
  ['os-release', 'ID=azurelinux\nVERSION_ID="3.0"', 'azurelinux', '3.0', 'Azure Linux:3'],
  ['os-release', 'ID=mariner\nVERSION_ID="2.0"', 'mariner', '2.0', 'Azure Linux:2'],
  ['mariner-release', 'CBL-Mariner 1.0.20211027', 'mariner', '1.0.20211027', 'Azure Linux:1'],
  ['os-release', 'ID="amzn"\nVERSION_ID="2023"', 'amzn', '2023', 'Amazon Linux:2023'],
  ['system-release', 'Amazon Linux AMI release 2018.03', 'amzn', '2018.03', 'Amazon Linux:2018.03'],
  ['os-release', 'ID="rhel"\nVERSION_ID="9.4"', 'rhel', '9.4', 'Red Hat:enterprise_linux:9'],
  [
    'redhat-release',
    'Red Hat Enterprise Linux Server release 6.10 (Santiago)',
    'rhel',
    '6.10',
    'Red Hat:enterprise_linux:6',
  ],
  ['redhat-release', 'CentOS release 5.11 (Final)', 'centos', '5.11', 'Red Hat:enterprise_linux:5'],
  ['os-release', 'ID="rocky"\nVERSION_ID="9.3"', 'rocky', '9.3', 'Rocky Linux:9'],
  ['os-release', 'ID="almalinux"\nVERSION_ID="8.9"', 'almalinux', '8.9', 'AlmaLinux:8'],
  ['os-release', 'ID="ol"\nVERSION_ID="8.9"', 'ol', '8.9', 'Oracle Linux:8'],
  ['oracle-release', 'Oracle Linux Server release 7.9', 'ol', '7.9', 'Oracle Linux:7'],
  ['os-release', 'ID=fedora\nVERSION_ID=39', 'fedora', '39', 'Fedora:39'],
  ['os-release', 'ID="sles"\nVERSION_ID="15.5"', 'sles', '15.5', 'SUSE:Linux Enterprise Server 15 SP5'],
  ['os-release', 'ID="sles"\nVERSION_ID="15"', 'sles', '15', 'SUSE:Linux Enterprise Server 15'],
  ['os-release', 'ID="opensuse-leap"\nVERSION_ID="15.5"', 'opensuse-leap', '15.5', 'openSUSE:Leap 15.5'],
  [
    'os-release',
    'ID="opensuse-tumbleweed"\nVERSION_ID="20240101"',
    'opensuse-tumbleweed',
    '20240101',
    'openSUSE:Tumbleweed',
  ],
  [
    'os-release',
    'ID="openEuler"\nVERSION_ID="24.03"\nPRETTY_NAME="openEuler 24.03 (LTS-SP1)"',
    'openeuler',
    '24.03',
    'openEuler:24.03-LTS-SP1',
  ],
  ['os-release', 'ID=mageia\nVERSION_ID=9', 'mageia', '9', 'Mageia:9'],
  ['os-release', 'ID=minimos', 'minimos', '', 'MinimOS'],
  ['arch-release', '', 'arch', '', undefined],
  ['openwrt_release', "DISTRIB_ID='OpenWrt'\nDISTRIB_RELEASE='23.05.2'", 'openwrt', '23.05.2', undefined],
  ['os-release', 'ID=constructor\nVERSION_ID=1', 'constructor', '1', undefined],
]

test.each(ROWS)('%s %j is %s %s', (...row) => {
  const [file, text, family, version, ecosystem] = row
  const bytes = Buffer.from(text)
  const record = releaseFiles.inspect({ entry: { path: `/etc/${file}` }, bytes } as never, { options: {} })
  const identity = identify(file, record as never)
  expect(identity).toMatchObject({ family, version })
  expect(identity && ecosystemOf(identity)).toBe(ecosystem)
})

test('the best file of the image decides, others fill what it leaves out', async () => {
  const { system } = await inventoryOf(
    buildImage(
      layer({
        'etc/os-release': "PRETTY_NAME='Debian GNU/Linux forky/sid'\nID=debian\n",
        'etc/debian_version': 'forky/sid\n',
        'etc/redhat-release': 'CentOS release 5\n',
        'usr/lib/os-release': 'ID=fedora\n',
      }),
    ),
  )
  expect(system).toMatchObject({
    root: '/',
    family: 'debian',
    codename: 'forky',
    ecosystem: 'Debian:14',
    at: { path: '/etc/os-release' },
  })
})

test('of several layers the visible file; a root inside is a system of its own; an image with none has none', async () => {
  const image = buildImage(
    layer({
      'etc/os-release': 'ID=debian\nVERSION_ID=11\n',
      'opt/root/etc/os-release': 'ID=alpine\nVERSION_ID=3.18.0\n',
    }),
    layer({ 'etc/os-release': 'ID=debian\nVERSION_ID=12\n' }),
  )
  expect((await inventoryOf(image)).system).toMatchObject({ version: '12', at: { layer: { index: 1 } } })
  const gone = buildImage(layer({ 'etc/os-release': 'ID=debian\n' }), layer(remove('etc/os-release')))
  expect((await inventoryOf(gone)).system).toBeUndefined()
})

test('a link from /etc to /usr/lib is followed', async () => {
  const image = buildImage(
    layerOfEntries([
      { name: 'usr/lib/os-release', content: 'ID=fedora\nVERSION_ID=40\n' },
      { name: 'etc/os-release', linkTarget: '../usr/lib/os-release' },
    ]),
  )
  expect((await inventoryOf(image)).system).toMatchObject({ family: 'fedora', version: '40' })
})
