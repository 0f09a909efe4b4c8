import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import type { Entity } from '@veinmind/sdk'
import { buildContainer, buildImage, buildZip, layer, remove, writeTar } from '@veinmind/testing'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { LOG4J_FLAWS } from '../src/flaws.ts'
import log4j2 from '../src/index.ts'
import { judge } from '../src/judge.ts'
import type { ProductName } from '../src/products.ts'
import { classesWith, coordinates, coreJar } from './jars.ts'
import releases from './releases.json' with { type: 'json' }

const SHELL = ['CVE-2021-44228', 'CVE-2021-44832', 'CVE-2021-45046', 'CVE-2021-45105']

async function findingsIn(files: Readonly<Record<string, Uint8Array | string>>) {
  const { findings, errors } = await scanOne(buildImage(layer(files)))
  expect(errors).toEqual([])
  return findings.map(({ rule, severity, confidence, locations, evidence, detail }) => ({
    cve: (detail as { id: string }).id,
    rule: rule.id,
    severity,
    confidence,
    evidence,
    path: locations[0]?.path,
    detail,
  }))
}

const cvesIn = async (files: Readonly<Record<string, Uint8Array | string>>) =>
  (await findingsIn(files)).map(({ cve }) => cve).sort()

/** In the process: workers take longer to start than these take to be scanned; the contract has them. */
const scanOne = (entity: Entity) => scanWith(log4j2, entity, { workers: 0 })

test.each(releases.flatMap(({ versions, ...row }) => versions.map((version) => ({ ...row, version }))))(
  '$product $version: by its classes, by its version, by both',
  ({ product, version, signs, flaws }) => {
    const name = product as ProductName
    const told = (found: ReadonlySet<string>, said?: string) =>
      LOG4J_FLAWS.filter(
        (flaw) => judge(flaw, found, said === undefined ? undefined : { name, version: said })?.status === 'affected',
      ).map(({ cve }) => cve)
    expect(told(new Set(signs), version)).toEqual(flaws)
    expect(told(new Set(signs))).toEqual(flaws)
    expect(told(new Set(), version)).toEqual(flaws)
  },
)

test.each(LOG4J_FLAWS)('$id is told of its sample, and not of the other', ({ cve, sample, other }) => {
  const statusOf = ({ product, version, signs }: typeof sample) => {
    const flaw = LOG4J_FLAWS.find((one) => one.cve === cve)
    return flaw && judge(flaw, new Set(signs), { name: product as ProductName, version })?.status
  }
  expect(statusOf(sample)).toBe('affected')
  expect(statusOf(other)).toBeUndefined()
})

test('a jar with each of its flaws, with what fixes it on its branch', async () => {
  const findings = await findingsIn({ 'opt/app/lib/log4j-core-2.12.1.jar': coreJar('2.12.1') })
  expect(findings.map(({ rule, severity, evidence }) => [rule, severity, evidence])).toEqual([
    ['L4J-001', 'critical', 'log4j-core 2.12.1: fixed in 2.12.2'],
    ['L4J-002', 'critical', 'log4j-core 2.12.1: fixed in 2.12.2'],
    ['L4J-003', 'medium', 'log4j-core 2.12.1: fixed in 2.12.3'],
    ['L4J-004', 'medium', 'log4j-core 2.12.1: fixed in 2.12.4'],
  ])
  expect(findings[0]?.detail).toMatchObject({
    id: 'CVE-2021-44228',
    published: '2021-12-10T10:15:09Z',
    aliases: ['GHSA-jfh8-c2jp-5v3q'],
    source: { type: 'jar', file_path: '/opt/app/lib/log4j-core-2.12.1.jar' },
    purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.12.1',
    status: 'affected',
  })
})

test('in archives of every name, as themselves and inside of others', async () => {
  const inner = coreJar('2.14.1')
  const outer = buildZip({ 'lib/log4j-core.jar': inner })
  const names = ['jar', 'war', 'ear', 'zip', 'hpi', 'jpi', 'par', 'aar', 'kar', 'JAR', 'bin', 'jar.bak']
  const files = Object.fromEntries(
    names.flatMap(
      (name) =>
        [
          [`a/x.${name}`, inner],
          [`a/y.${name}`, outer],
        ] as const,
    ),
  )
  const { findings } = await scanOne(buildImage(layer(files)))
  const [shell] = findings.filter(({ rule }) => rule.id === 'L4J-001')
  expect(findings).toHaveLength(SHELL.length)
  expect(shell?.listed).toEqual({ count: 20, atLeast: 2 * names.length })
})

test('every archive on the way in is named', async () => {
  const war = buildZip({ 'WEB-INF/lib/log4j-core-2.14.1.jar': coreJar('2.14.1') })
  const [finding] = await findingsIn({ 'opt/big.ear': buildZip({ 'web.war': war }, { isStored: true }) })
  expect(finding?.path).toBe('/opt/big.ear!/web.war!/WEB-INF/lib/log4j-core-2.14.1.jar')
})

test('sixteen archives deep; what is deeper is said', async () => {
  const nest = (depth: number): Uint8Array =>
    depth === 0 ? coreJar('2.14.1') : buildZip({ [`n${depth}.jar`]: nest(depth - 1) })
  expect(await cvesIn({ 'a.jar': nest(16) })).toEqual(SHELL)
  const { findings, plugins } = await scanOne(buildImage(layer({ 'a.jar': nest(17) })))
  expect(findings).toEqual([])
  expect(plugins[0]).toMatchObject({ outcome: 'partial' })
})

test('in an archive that a tar or a shell script is', async () => {
  const tar = writeTar([{ name: 'app/lib/log4j-core.jar', content: coreJar('2.14.1') }])
  expect(await cvesIn({ 'srv/app.tar.gz': gzipSync(tar) })).toEqual(SHELL)
  const script = Buffer.concat([Buffer.from('#!/bin/sh\nexec java -jar "$0"\n'), coreJar('2.14.1')])
  expect(await cvesIn({ 'srv/run.jar': script })).toEqual(SHELL)
})

test('several copies in one archive are all told: the first does not end the search', async () => {
  const fat = buildZip({
    'BOOT-INF/lib/a.jar': coreJar('2.14.1'),
    'BOOT-INF/lib/b.jar': coreJar('2.16.0', ['core', 'jdbc']),
  })
  const findings = await findingsIn({ 'app.jar': fat })
  expect(findings.map(({ cve, path }) => [cve, path?.slice(-5)])).toContainEqual(['CVE-2021-44228', 'a.jar'])
  expect(findings.map(({ cve, path }) => [cve, path?.slice(-5)])).toContainEqual(['CVE-2021-45105', 'b.jar'])
})

test('a copy that was moved to another package, without coordinates', async () => {
  const shaded = buildZip(classesWith(['core', 'jdbc', 'lookup', 'lookup-expected'], 'com/acme/shaded/'))
  const findings = await findingsIn({ 'agent.jar': shaded })
  expect(findings.map(({ cve }) => cve).sort()).toEqual(SHELL)
  expect(findings[0]).toMatchObject({ confidence: 'medium', path: '/agent.jar!/com/acme/shaded/log4j' })
  const hidden = Object.fromEntries(
    Object.entries(classesWith(['core', 'lookup'], 'agent/')).map(([name, bytes]) => [
      name.replace('.class', '.esclazz'),
      bytes,
    ]),
  )
  expect(await cvesIn({ 'elastic.jar': buildZip(hidden) })).toContain('CVE-2021-44228')
})

test('unpacked into a folder, with and without its coordinates', async () => {
  const at = (root: string, members: Readonly<Record<string, Uint8Array | string>>) =>
    Object.fromEntries(Object.entries(members).map(([name, bytes]) => [root + name, bytes]))
  const classes = at('srv/WEB-INF/classes/', classesWith(['core', 'jdbc', 'lookup', 'lookup-expected']))
  const plain = await findingsIn(classes)
  expect(plain.map(({ cve }) => cve).sort()).toEqual(SHELL)
  expect(plain[0]?.path).toBe('/srv/WEB-INF/classes/org/apache/logging/log4j/core/lookup/JndiLookup.class')
  const named = await findingsIn({
    ...classes,
    ...at('srv/WEB-INF/classes/', coordinates('org.apache.logging.log4j:log4j-core', '2.8.2')),
  })
  expect(named[0]).toMatchObject({ evidence: 'log4j-core 2.8.2: fixed in 2.12.2', confidence: 'high' })
})

test('a jar whose JndiLookup was removed is mitigated, and for which flaws is said', async () => {
  const findings = await findingsIn({ 'log4j-core-2.14.1.jar': coreJar('2.14.1', ['core', 'jdbc', 'lookup-expected']) })
  expect(findings.map(({ cve, severity, detail }) => [cve, severity, (detail as { status: string }).status])).toEqual([
    ['CVE-2021-45105', 'medium', 'affected'],
    ['CVE-2021-44832', 'medium', 'affected'],
    ['CVE-2021-44228', 'low', 'mitigated'],
    ['CVE-2021-45046', 'low', 'mitigated'],
  ])
  expect(findings[2]?.evidence).toBe('log4j-core 2.14.1: mitigated, JndiLookup.class was removed; fixed in 2.15.0')
})

test('a jar that was patched in an upper layer, and the one below it', async () => {
  const image = buildImage(
    layer({ 'lib/log4j-core.jar': coreJar('2.14.1') }),
    layer({ 'lib/log4j-core.jar': coreJar('2.14.1', ['core', 'jdbc', 'lookup-expected']) }),
  )
  const { findings } = await scanOne(image)
  expect(
    findings
      .filter(({ rule }) => rule.id === 'L4J-001')
      .map(({ severity, evidence, locations }) => [severity, evidence, locations[0]?.hiddenBy]),
  ).toEqual([
    ['low', 'log4j-core 2.14.1: in a lower layer only; fixed in 2.15.0', 1],
    ['low', 'log4j-core 2.14.1: mitigated, JndiLookup.class was removed; fixed in 2.15.0', undefined],
  ])
})

test('a jar that an upper layer deletes is said to be hidden', async () => {
  const image = buildImage(layer({ 'lib/l.jar': coreJar('2.14.1') }), layer(remove('lib/l.jar')))
  expect(await scanOne(image)).toReport({ rule: 'L4J-001', path: '/lib/l.jar', hiddenBy: 1 })
})

test('a class that an upper layer takes out of a folder', async () => {
  const all = ['core', 'jdbc', 'lookup', 'lookup-expected']
  const files = Object.fromEntries(Object.entries(classesWith(all)).map(([name, bytes]) => [`srv/${name}`, bytes]))
  const image = buildImage(layer(files), layer(remove('srv/org/apache/logging/log4j/core/lookup/JndiLookup.class')))
  const { findings } = await scanOne(image)
  expect(findings.find(({ rule }) => rule.id === 'L4J-001')?.detail).toMatchObject({ status: 'mitigated' })
})

test('classes count for more than a version that says something else', async () => {
  const patched = ['core', 'jdbc', 'lookup', 'lookup-expected', 'jndi-off', 'recursion-ended', 'jdbc-limited']
  expect(await cvesIn({ 'a.jar': coreJar('2.14.1', patched) })).toEqual([])
  const [lying] = await findingsIn({ 'a.jar': coreJar('2.17.1') })
  expect(lying).toMatchObject({ cve: 'CVE-2021-44228', confidence: 'medium' })
})

test('coordinates alone: of classes with other names; none of a jar of sources', async () => {
  const named = coordinates('org.apache.logging.log4j:log4j-core', '2.14.1')
  const renamed = await findingsIn({ 'a.jar': buildZip({ ...named, 'a/b/c.class': 'x' }) })
  expect(renamed.map(({ cve, confidence }) => [cve, confidence])).toContainEqual(['CVE-2021-44228', 'low'])
  expect(await cvesIn({ 'a-sources.jar': buildZip({ ...named, 'a/b/C.java': 'x' }) })).toEqual([])
})

test('the version by manifest and by name', async () => {
  const classes = classesWith(['core', 'jdbc', 'lookup', 'lookup-expected'])
  const manifest =
    'Manifest-Version: 1.0\r\nBundle-SymbolicName: org.apache.logging.log\r\n 4j.core\r\nImplementation-Version: 2.11.1\r\n'
  const [byManifest] = await findingsIn({ 'x.jar': buildZip({ ...classes, 'META-INF/MANIFEST.MF': manifest }) })
  expect(byManifest?.evidence).toContain('log4j-core 2.11.1')
  const [byName] = await findingsIn({ 'log4j-core-2.3.jar': buildZip(classes) })
  expect(byName?.evidence).toBe('log4j-core 2.3: fixed in 2.3.1')
})

test('log4j 1 with JMSAppender, without it, and reload4j', async () => {
  const old = (signs: readonly string[], name = 'log4j:log4j', version = '1.2.17') =>
    buildZip({ ...coordinates(name, version), ...classesWith(signs) })
  expect(await findingsIn({ 'log4j.jar': old(['old', 'jms']) })).toMatchObject([
    { cve: 'CVE-2021-4104', evidence: 'log4j 1.2.17: never fixed', severity: 'medium' },
  ])
  expect(await findingsIn({ 'log4j.jar': old(['old']) })).toMatchObject([{ cve: 'CVE-2021-4104', severity: 'low' }])
  expect(await cvesIn({ 'r.jar': old(['old', 'jms', 'jms-limited'], 'ch.qos.reload4j:reload4j', '1.2.25') })).toEqual(
    [],
  )
})

test('a container: what was put into it after its start', async () => {
  const container = buildContainer({
    image: buildImage(layer({ 'etc/x': 'x' })),
    changes: layer({ 'tmp/l.jar': coreJar('2.14.1') }),
  })
  expect(await scanOne(container)).toReport({ rule: 'L4J-001', path: '/tmp/l.jar' })
})

test('damaged archives are said, and nothing else of the image is lost', async () => {
  const broken = Buffer.from(coreJar('2.14.1')).subarray(0, 900)
  const { findings, plugins } = await scanWith(
    log4j2,
    buildImage(layer({ 'a.jar': broken, 'b.jar': coreJar('2.14.1') })),
  )
  expect(findings).toHaveLength(4)
  expect(plugins[0]).toMatchObject({ outcome: 'partial' })
})

const image = buildImage(
  layer({
    'lib/log4j-core.jar': coreJar('2.14.1'),
    'lib/log4j.jar': buildZip({ ...coordinates('log4j:log4j', '1.2.17'), ...classesWith(['old', 'jms']) }),
  }),
)
pluginContract(log4j2, {
  samples: [image],
  paths: ['lib/a.jar', 'srv/org/apache/log4j/net/JMSAppender.class'],
})
