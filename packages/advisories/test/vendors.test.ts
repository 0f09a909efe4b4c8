import { expect, test } from 'vitest'
import { buildFrom } from './built-database.ts'

const oval = (definitions: string, tests: string): string => `<?xml version="1.0"?>
<oval_definitions xmlns="http://oval.mitre.org/XMLSchema/oval-definitions-5" xmlns:red-def="x">
<definitions>${definitions}</definitions>${tests}</oval_definitions>`

const rpmTest = (id: number, name: string, evr: string, arch = ''): string => `
<rpminfo_test id="t${id}"><object object_ref="o${id}"/><state state_ref="s${id}"/></rpminfo_test>
<red-def:rpminfo_object id="o${id}"><red-def:name>${name}</red-def:name></red-def:rpminfo_object>
<rpminfo_state id="s${id}">${arch}<evr datatype="evr_string" operation="less than">${evr}</evr></rpminfo_state>`

const criterion = (comment: string, id: number): string => `<criterion comment="${comment}" test_ref="t${id}"/>`

test('SUSE: a package of a module of the server, for its platforms and architectures alone', async () => {
  const { flaws, info } = await buildFrom({
    'suse.xml': oval(
      `<definition id="d1" class="vulnerability"><metadata><title>CVE-2024-0001</title><description>a flaw</description>
       <advisory><issued date="2024-02-03"/><severity>Important</severity></advisory></metadata>
       <criteria operator="AND"><criteria operator="OR">${criterion('SUSE Linux Enterprise Module for Basesystem 15 SP5 is installed', 9)}
       ${criterion('SUSE Linux Enterprise Server 15 SP4 is installed', 9)}</criteria>
       <criteria operator="OR">${criterion('krb5-1.19.2-150400.3.9 is installed', 1)}${criterion('krb5-client is not affected', 2)}</criteria></criteria></definition>`,
      rpmTest(1, 'krb5', '0:1.19.2-150400.3.9', '<arch operation="pattern match">(aarch64|x86_64)</arch>'),
    ),
  })
  const krb5 = (release: string, arch: string) =>
    flaws({ ecosystem: `SUSE:Linux Enterprise Server ${release}`, name: 'krb5', version: '1.19.2-150400.3.1', arch })
  expect(krb5('15 SP5', 'x86_64')).toMatchObject([
    { id: 'CVE-2024-0001', fixed: '1.19.2-150400.3.9', ratings: [{ by: 'vendor', level: 'high' }], sources: ['SUSE'] },
  ])
  expect(krb5('15 SP4', 'aarch64')).toHaveLength(1)
  expect([krb5('15 SP5', 's390x'), krb5('15 SP3', 'x86_64')]).toEqual([[], []])
  expect(info.bad.count).toBe(0)
})

test('Oracle: one advisory, a flaw for each CVE; live patches and certified builds are channels of their own', async () => {
  const elsa = (id: string, evr: string, number: number) =>
    `<definition id="${id}" class="patch"><metadata><title>${id}: openssl security update (IMPORTANT)</title>
     <reference source="CVE" ref_id="CVE-2021-3449"/><reference source="CVE" ref_id="CVE-2021-3450"/>
     <advisory><severity>IMPORTANT</severity><issued date="2021-04-01"/></advisory></metadata>
     <criteria operator="AND">${criterion('Oracle Linux 8 is installed', 90)}<criteria operator="OR"><criteria operator="AND">
     ${criterion(`openssl is earlier than ${evr}`, number)}${criterion('openssl is signed with the Oracle Linux 8 key', 91)}
     </criteria></criteria></criteria></definition>`
  const { flaws } = await buildFrom({
    'oracle.xml': oval(
      elsa('ELSA-2021-1024', '1:1.1.1g-15.el8_3', 1) + elsa('ELSA-2021-9151', '2:1.1.1g-15.ksplice1.el8_3', 2),
      rpmTest(1, 'openssl', '1:1.1.1g-15.el8_3') + rpmTest(2, 'openssl', '2:1.1.1g-15.ksplice1.el8_3'),
    ),
  })
  const openssl = (version: string) =>
    flaws({ ecosystem: 'Oracle Linux:8', name: 'openssl', version }).map(({ id, aliases, fixed }) => [
      id,
      aliases,
      fixed,
    ])
  expect(openssl('1:1.1.1g-12.el8')).toEqual([
    ['CVE-2021-3449', ['ELSA-2021-1024'], '1:1.1.1g-15.el8_3'],
    ['CVE-2021-3450', ['ELSA-2021-1024'], '1:1.1.1g-15.el8_3'],
  ])
  expect(openssl('1:1.1.1g-15.el8_3')).toEqual([])
  expect(openssl('2:1.1.1g-12.ksplice1.el8')).toHaveLength(2)
})

test('Azure Linux: the release by the mark of its versions', async () => {
  const { flaws } = await buildFrom({
    'azure.xml': oval(
      `<definition id="d" class="vulnerability"><metadata><title>CVE-2024-0001 affecting package ceph</title>
       <reference ref_id="CVE-2024-0001" source="CVE"/><severity>Critical</severity></metadata>
       <criteria>${criterion('Package ceph is earlier than 18.2.1-1, affected by CVE-2024-0001', 1)}</criteria></definition>`,
      rpmTest(1, 'ceph', '0:18.2.1-1.azl3'),
    ),
  })
  expect(flaws({ ecosystem: 'Azure Linux:3', name: 'ceph', version: '18.2.0-1.azl3' })).toMatchObject([
    { id: 'CVE-2024-0001', fixed: '18.2.1-1.azl3', ratings: [{ level: 'critical' }] },
  ])
  expect(flaws({ ecosystem: 'Azure Linux:2', name: 'ceph', version: '18.2.0-1.cm2' })).toEqual([])
})

test('updateinfo: Amazon by the release of its packages; what is no security is counted', async () => {
  const update = (
    id: string,
    type: string,
    release: string,
  ) => `<update type="${type}"><id>${id}</id><title>${id}</title>
    <issued date="2023-02-17 01:21"/><severity>medium</severity><references><reference id="CVE-2022-0001" type="cve"/></references>
    <pkglist><collection short="c"><package name="curl" epoch="0" version="7.88.1" release="${release}" arch="x86_64"/>
    <package name="curl" epoch="0" version="7.88.1" release="${release}" arch="aarch64"/></collection></pkglist></update>`
  const { flaws, info } = await buildFrom({
    'updateinfo.xml': `<?xml version="1.0" ?><updates>${update('ALAS2023-2023-126', 'security', '1.amzn2023.0.1')}${update('ALAS2023-2023-127', 'bugfix', '2.amzn2023')}${update('RLSA-2023:1', 'security', '2.el9')}</updates>`,
  })
  const curl = (ecosystem: string) => flaws({ ecosystem, name: 'curl', version: '7.80.0-1', arch: 'aarch64' })
  expect(curl('Amazon Linux:2023')).toMatchObject([{ id: 'CVE-2022-0001', aliases: ['ALAS2023-2023-126'] }])
  expect(curl('Rocky Linux:9')).toMatchObject([{ id: 'CVE-2022-0001', aliases: ['RLSA-2023:1'] }])
  expect(curl('Amazon Linux:2')).toEqual([])
  expect(info.sources.map(({ name, leftOut }) => [name, leftOut])).toEqual([
    ['Amazon', { 'no security': 1 }],
    ['Rocky Linux', {}],
  ])
})

test('Red Hat’s VEX: mended, not mended, never to be mended, and the streams of modules', async () => {
  const product = (id: string, helper: object) => ({
    category: 'product_version',
    product: { product_id: id, product_identification_helper: helper },
  })
  const relation = (component: string, platform = 'AppStream-9') => ({
    product_reference: component,
    relates_to_product_reference: platform,
    full_product_name: { product_id: `${platform}:${component}` },
  })
  const { flaws } = await buildFrom({
    'cve.json': {
      document: {
        csaf_version: '2.0',
        category: 'csaf_vex',
        publisher: { name: 'Red Hat' },
        tracking: { id: 'CVE-2024-0001', current_release_date: '2024-05-01T00:00:00Z' },
      },
      product_tree: {
        branches: [
          {
            branches: [
              product('AppStream-9', { cpe: 'cpe:/a:redhat:enterprise_linux:9::appstream' }),
              product('node-18.x86_64', {
                purl: 'pkg:rpm/redhat/nodejs@18.20.2-1.module%2Bel9.4.0%2B1?arch=x86_64&epoch=1&rpmmod=nodejs:18:9040020240',
              }),
              product('bash-5.src', { purl: 'pkg:rpm/redhat/bash@5.1.8-9.el9?arch=src' }),
              { product: { product_id: 'zlib', name: 'zlib' } },
              { product: { product_id: 'tar', name: 'tar' } },
            ],
          },
        ],
        relationships: ['node-18.x86_64', 'bash-5.src', 'zlib', 'tar'].map((id) => relation(id)),
      },
      vulnerabilities: [
        {
          cve: 'CVE-2024-0001',
          cwe: { id: 'CWE-835' },
          notes: [{ category: 'summary', text: 'a flaw' }],
          product_status: {
            fixed: ['AppStream-9:node-18.x86_64', 'AppStream-9:bash-5.src'],
            known_affected: ['AppStream-9:zlib', 'AppStream-9:tar'],
          },
          remediations: [{ category: 'no_fix_planned', product_ids: ['AppStream-9:tar'] }],
          threats: [{ category: 'impact', details: 'Moderate' }],
          scores: [{ cvss_v3: { vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' } }],
        },
      ],
    },
  })
  const at = (name: string, version: string, more = {}) =>
    flaws({ ecosystem: 'Red Hat:enterprise_linux:9', name, version, ...more }).map(({ status, fixed }) => [
      status,
      fixed,
    ])
  expect(at('bash-libs', '5.1.8-6.el9', { source: { name: 'bash', version: '5.1.8-6.el9' } })).toEqual([
    ['fixed', '5.1.8-9.el9'],
  ])
  expect(at('zlib', '1.2')).toEqual([['affected', undefined]])
  expect(at('tar', '1.2')).toEqual([['will not fix', undefined]])
  const old = '1:18.9.0-1.module+el9.1.0+1'
  expect(at('nodejs', old, { module: 'nodejs:18:9010' })).toEqual([['fixed', '1:18.20.2-1.module+el9.4.0+1']])
  expect(at('nodejs', old.replace('18', '20'), { module: 'nodejs:20:9010' })).toEqual([])
  expect(flaws({ ecosystem: 'Red Hat:9', name: 'zlib', version: '1' })[0]).toMatchObject({
    cwes: ['CWE-835'],
    ratings: [
      { by: 'vendor', level: 'medium' },
      { by: 'cvss3.1', score: 7.5 },
    ],
  })
})

test('Photon: the release by the name of its list', async () => {
  const { flaws, info } = await buildFrom({
    'cve_data_photon5.0.json': [
      {
        cve_id: 'CVE-2024-0001',
        pkg: 'curl',
        cve_score: 7.5,
        aff_ver: 'all versions before 8.1-2.ph5 are vulnerable',
        res_ver: '8.1-2.ph5',
      },
      { cve_id: 'CVE-2024-0002', pkg: 'curl', cve_score: 5, aff_ver: 'all', res_ver: 'NA' },
    ],
    'other.json': [{ cve_id: 'CVE-2024-0001', pkg: 'curl' }],
  })
  expect(
    flaws({ ecosystem: 'Photon OS:5.0', name: 'curl', version: '8.1-1.ph5' }).map(({ id, fixed, status }) => [
      id,
      fixed,
      status,
    ]),
  ).toEqual([
    ['CVE-2024-0001', '8.1-2.ph5', 'fixed'],
    ['CVE-2024-0002', undefined, 'affected'],
  ])
  expect(info.bad.count).toBe(1)
})

const dpkgTest = (id: number, what: string, evr?: string): string => `
<linux-def:dpkginfo_test id="oval:com.ubuntu.jammy:tst:${id}"><linux-def:object object_ref="o${id}"/>
${evr === undefined ? '' : `<linux-def:state state_ref="s${id}"/>`}</linux-def:dpkginfo_test>
<linux-def:dpkginfo_object id="o${id}">${what}</linux-def:dpkginfo_object>
<linux-def:dpkginfo_state id="s${id}"><linux-def:evr datatype="debian_evr_string" operation="less than">${evr ?? ''}</linux-def:evr></linux-def:dpkginfo_state>`

const variable = (id: string, comment: string, names: readonly string[]): string =>
  `<constant_variable id="${id}" comment="${comment}">${names.map((name) => `<value>${name}</value>`).join('')}</constant_variable>`

const ubuntuDefinition = (id: string, kind: string, criteria: string): string =>
  `<definition class="${kind}" id="oval:com.ubuntu.jammy:def:1"><metadata><title>${id}</title>
   <affected family="unix"><platform>Ubuntu 22.04 LTS</platform></affected><reference source="CVE" ref_id="CVE-2024-0001"/>
   <description>a flaw</description><advisory><severity>Medium</severity><issued date="2024-02-03"/></advisory></metadata>
   <criteria><extend_definition definition_ref="oval:com.ubuntu.jammy:def:100" applicability_check="true"/>${criteria}</criteria></definition>`

test('Ubuntu’s OVAL: of a source by its name, of a notice by the names of what it lists; what only Pro has; what is not mended', async () => {
  const criteria = (id: number, comment: string): string =>
    `<criteria operator="OR"><criterion test_ref="oval:com.ubuntu.jammy:tst:${id}" comment="${comment}"/></criteria>`
  const { flaws, info } = await buildFrom({
    'com.ubuntu.jammy.cve.oval.xml': oval(
      `<definition class="inventory" id="oval:com.ubuntu.jammy:def:100"><metadata><title>Check</title></metadata></definition>` +
        ubuntuDefinition(
          'CVE-2024-0001 on Ubuntu 22.04 LTS (jammy) - low',
          'vulnerability',
          criteria(1, 'curl package in jammy was vulnerable but has been fixed'),
        ) +
        ubuntuDefinition(
          'CVE-2024-0003 on Ubuntu 22.04 LTS (jammy) - low',
          'vulnerability',
          criteria(3, 'curl package in jammy is affected. A decision has been made to ignore this issue') +
            criteria(4, 'zlib package in jammy was vulnerable but has been fixed'),
        ).replace('ref_id="CVE-2024-0001"', 'ref_id="CVE-2024-0003"'),
      dpkgTest(1, '<linux-def:name var_ref="v1"/>', '0:7.81.0-1ubuntu1.15') +
        dpkgTest(3, '<linux-def:name var_ref="v1"/>') +
        dpkgTest(4, '<linux-def:name var_ref="v4"/>', '1:1.2.11-2+esm1') +
        variable('v1', '&apos;curl&apos; package binaries', ['curl', 'libcurl4']) +
        variable('v4', '&apos;zlib&apos; package binaries', ['zlib1g']),
    ),
    'com.ubuntu.jammy.usn.oval.xml': oval(
      ubuntuDefinition('USN-6000-1 -- nginx vulnerabilities', 'patch', criteria(2, 'Long Term Support')),
      dpkgTest(2, '<linux-def:name var_ref="v2"/>', '1.18.0-6ubuntu14.1') + variable('v2', '', ['nginx-core', 'nginx']),
    ),
  })
  expect([info.bad.count, info.unknown.count]).toEqual([0, 0])
  const at = (ecosystem: string, name: string, version: string, source = name) =>
    flaws({ ecosystem, name, version, source: { name: source, version } }).map(({ id, fixed, status }) => [
      id,
      fixed,
      status,
    ])
  expect(at('Ubuntu:22.04', 'libcurl4', '7.81.0-1ubuntu1.1', 'curl')).toEqual([
    ['CVE-2024-0001', '7.81.0-1ubuntu1.15', 'fixed'],
    ['CVE-2024-0003', undefined, 'will not fix'],
  ])
  expect(at('Ubuntu:22.04', 'nginx-core', '1.18.0-6ubuntu14', 'nginx-src')).toEqual([
    ['CVE-2024-0001', '1.18.0-6ubuntu14.1', 'fixed'],
  ])
  // The name of what is installed is none of a source.
  expect(at('Ubuntu:22.04', 'other', '1', 'nginx-core')).toEqual([])
  expect(at('Ubuntu:22.04', 'zlib1g', '1:1.2.11-2', 'zlib')).toEqual([['CVE-2024-0003', undefined, 'affected']])
  expect(at('Ubuntu:22.04', 'zlib1g', '1:1.2.11-2+esm1', 'zlib')).toEqual([])
})

test('Red Hat’s OVAL: the stream of a module, and the release by its platform', async () => {
  const { flaws, info } = await buildFrom({
    'rhel-8.oval.xml': oval(
      `<definition class="patch" id="oval:com.redhat.rhsa:def:20240001" version="1"><metadata><title>RHSA-2024:0001: nodejs:18 security update (Moderate)</title>
       <affected family="unix"><platform>Red Hat Enterprise Linux 8</platform></affected><reference ref_id="RHSA-2024:0001" source="RHSA"/>
       <reference ref_id="CVE-2024-0001" source="CVE"/><description>text</description>
       <advisory from="secalert@redhat.com"><severity>Moderate</severity><issued date="2024-01-02"/><cve cwe="CWE-400" impact="moderate">CVE-2024-0001</cve></advisory></metadata>
       <criteria operator="OR">${criterion('Red Hat Enterprise Linux must be installed', 90)}<criteria operator="AND">${criterion('Red Hat Enterprise Linux 8 is installed', 91)}
       ${criterion('Module nodejs:18 is enabled', 92)}<criteria operator="OR"><criteria operator="AND">${criterion('nodejs is earlier than 1:18.19.0-1.module+el8.9.0+1', 1)}
       ${criterion('nodejs is signed with Red Hat redhatrelease2 key', 93)}</criteria></criteria></criteria></criteria></definition>`,
      rpmTest(1, 'nodejs', '1:18.19.0-1.module+el8.9.0+1'),
    ),
  })
  expect([info.bad.count, info.sources.map(({ name }) => name)]).toEqual([0, ['Red Hat']])
  const node = (version: string, module: string) =>
    flaws({ ecosystem: 'Red Hat:8', name: 'nodejs', version, module }).map(({ id, aliases, fixed }) => [
      id,
      aliases,
      fixed,
    ])
  expect(node('1:18.1.0-1.module+el8.9.0+1', 'nodejs:18:8090:a')).toEqual([
    ['CVE-2024-0001', ['RHSA-2024:0001'], '1:18.19.0-1.module+el8.9.0+1'],
  ])
  expect(node('1:16.1.0-1.module+el8.9.0+1', 'nodejs:16:8090:a')).toEqual([])
})
