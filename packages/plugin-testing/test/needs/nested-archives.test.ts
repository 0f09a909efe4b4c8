import { content, defineInspector, definePlugin, imageCommand, mib } from '@veinmind/sdk'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { scanWith } from '../../src/index.ts'
import { readZip, writeZip } from './zip.ts'

const MAX_DEPTH = 4

interface Library {
  readonly chain: readonly string[]
  readonly version: string
}

/** Archives in archives: a jar in a war in an ear. The inspector gets the outermost and opens the rest itself. */
const libraries = defineInspector({
  id: 'java-libraries',
  version: 1,
  wants: ({ path }) => /\.(?:ear|war|jar)$/.test(path) && content({ max: mib(64) }),
  inspect: ({ bytes, incomplete }) => {
    const found = findLibraries(bytes, [], incomplete)
    return found.length === 0 ? undefined : found
  },
})

function findLibraries(
  bytes: Uint8Array,
  chain: readonly string[],
  incomplete: (reason: string) => void,
): readonly Library[] {
  if (chain.length > MAX_DEPTH) {
    incomplete(`archives are nested more than ${MAX_DEPTH} deep`)
    return []
  }
  return [...readZip(bytes, mib(64))].flatMap(({ name, data }): readonly Library[] => {
    if (/\.(?:ear|war|jar)$/.test(name)) return findLibraries(data, [...chain, name], incomplete)
    if (!name.endsWith('/pom.properties')) return []
    const version = /^version=(.+)$/m.exec(Buffer.from(data).toString())?.[1] ?? ''
    return [{ chain, version }]
  })
}

const plugin = definePlugin({
  name: 'java',
  title: 'Java libraries',
  inspectors: [libraries],
  commands: [
    imageCommand((_image, ctx) => {
      for (const { record, location } of ctx.records(libraries)) {
        for (const { chain, version } of record) {
          const object = chain.join(' → ')
          ctx.report({
            type: 'Vulnerability',
            class: 'risk',
            rule: { id: 'NEED-JAR', title: 'x', severity: 'high' },
            evidence: version,
            locations: [{ ...location, object }],
            detail: {},
          })
        }
      }
    }),
  ],
})

test('a library in an archive in an archive in an archive is found with its whole chain', async () => {
  const jar = writeZip({ 'META-INF/maven/org.apache/log4j-core/pom.properties': 'groupId=x\nversion=2.14.1\n' })
  const war = writeZip({ 'WEB-INF/lib/log4j-core.jar': jar, 'index.html': '<p>' })
  const ear = writeZip({ 'app.war': war })
  const report = await scanWith(
    plugin,
    buildImage(
      layer({ 'opt/app.ear': ear, 'opt/broken.jar': Buffer.from(jar).subarray(0, 90), 'opt/text.jar': 'no archive' }),
    ),
  )
  expect(report.findings).toHaveLength(1)
  expect(report).toReport({
    rule: 'NEED-JAR',
    path: '/opt/app.ear',
    object: 'app.war → WEB-INF/lib/log4j-core.jar',
    evidence: '2.14.1',
  })
})

test('what is nested too deep is said with the file that it is in', async () => {
  let archive = writeZip({ 'META-INF/maven/a/b/pom.properties': 'version=1\n' })
  for (let depth = 0; depth <= MAX_DEPTH; depth++) archive = writeZip({ [`${depth}.jar`]: archive })
  const report = await scanWith(plugin, buildImage(layer({ 'opt/deep.jar': archive })))
  const reason = `archives are nested more than ${MAX_DEPTH} deep`
  expect(report.plugins[0]).toMatchObject({
    outcome: 'partial',
    gaps: { count: 1, first: [{ path: '/opt/deep.jar', reason }] },
    coverage: { scanned: 1, truncated: 1, problems: [{ path: '/opt/deep.jar', reason }] },
  })
})
