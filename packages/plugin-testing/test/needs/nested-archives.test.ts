import { DEFAULT_LIMITS, readArchive } from '@veinmind/archives'
import { content, defineInspector, definePlugin, imageCommand, mib } from '@veinmind/sdk'
import { buildImage, buildZip, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'

interface Library {
  /** `b.war!/WEB-INF/lib/c.jar!/META-INF/…/pom.properties` */
  readonly path: string
  readonly version: string
}

/** Archives in archives: a jar in a war in an ear. */
const libraries = defineInspector({
  id: 'java-libraries',
  version: 1,
  wants: ({ path }) => /\.(?:ear|war|jar)$/.test(path) && content({ max: mib(64) }),
  async inspect({ bytes, incomplete }) {
    const found: Library[] = []
    for await (const member of readArchive(bytes, {
      wants: ({ name }) => name.endsWith('/pom.properties'),
      unread: ({ message }) => incomplete(message),
    })) {
      const [, version = ''] = /^version=(.+)$/m.exec(String((await member.read()) ?? '')) ?? []
      found.push({ path: member.path, version })
    }
    return found.length === 0 ? undefined : found
  },
})

const plugin = definePlugin({
  name: 'java',
  title: 'Java libraries',
  inspectors: [libraries],
  commands: [
    imageCommand((_image, ctx) => {
      const rule = { id: 'NEED-JAR', title: 'x', severity: 'high' } as const
      for (const { record, location } of ctx.records(libraries)) {
        for (const { path, version } of record)
          ctx.report({
            type: 'Vulnerability',
            class: 'risk',
            rule,
            evidence: version,
            locations: [{ ...location, object: path }],
            detail: {},
          })
      }
    }),
  ],
})

const POM = 'META-INF/maven/org.apache/log4j-core/pom.properties'
const JAR = buildZip({ [POM]: 'groupId=x\nversion=2.14.1\n' })

test('a library in an archive in an archive in an archive is found with its whole path', async () => {
  const war = buildZip({ 'WEB-INF/lib/log4j-core.jar': JAR, 'index.html': '<p>' })
  const image = buildImage(layer({ 'opt/app.ear': buildZip({ 'app.war': war }), 'opt/text.jar': 'no archive' }))
  const report = await scanWith(plugin, image)
  const object = `app.war!/WEB-INF/lib/log4j-core.jar!/${POM}`
  expect(report.findings).toHaveLength(1)
  expect(report).toReport({ rule: 'NEED-JAR', path: '/opt/app.ear', object, evidence: '2.14.1' })
})

test('what is damaged or nested too deep is said with the file that it is in', async () => {
  let deep = JAR
  for (let depth = 0; depth <= DEFAULT_LIMITS.depth; depth++) deep = buildZip({ [`${depth}.jar`]: deep })
  const broken = JAR.subarray(0, 90)
  const report = await scanWith(plugin, buildImage(layer({ 'opt/deep.jar': deep, 'opt/broken.jar': broken })))
  expect(report.findings).toEqual([])
  expect(report.plugins[0]).toMatchObject({ outcome: 'partial', gaps: { count: 2 }, coverage: { scanned: 2 } })
  expect(report.plugins[0]?.gaps?.first.map(({ path }) => path)).toEqual(['/opt/deep.jar', '/opt/broken.jar'])
})
