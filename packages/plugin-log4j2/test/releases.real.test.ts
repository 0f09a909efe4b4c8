import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireTool, run, temporaryFolder } from '@veinmind/services'
import { compare } from '@veinmind/versions'
import { expect, test } from 'vitest'
import { readCopies } from '../src/archives.ts'
import { LOG4J_FLAWS } from '../src/flaws.ts'
import { judge } from '../src/judge.ts'
import releases from './releases.json' with { type: 'json' }

/** All that Maven Central has with VEINMIND_LONG_TESTS=1; else the first and the last of each row of the table. */
const isLong = process.env['VEINMIND_LONG_TESTS'] === '1'
const rows = isLong ? releases : releases.map((row) => ({ ...row, versions: endsOf(row.versions) }))

function endsOf(versions: readonly string[]): string[] {
  return [...new Set([versions[0] ?? '', versions.at(-1) ?? ''])]
}

/** Fetches jars by Maven, all in one run. */
async function fetchJars(): Promise<string> {
  const folder = temporaryFolder('log4j')
  const items = rows.flatMap(({ product, versions }) => {
    const [group, artifact] = product.split(':')
    return versions.map(
      (version) =>
        `<artifactItem><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></artifactItem>`,
    )
  })
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project><modelVersion>4.0.0</modelVersion><groupId>t</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging><build><plugins><plugin><artifactId>maven-dependency-plugin</artifactId><configuration><outputDirectory>jars</outputDirectory><artifactItems>${items.join('')}</artifactItems></configuration></plugin></plugins></build></project>`,
  )
  await run(await requireTool('mvn'), ['-q', '-B', 'dependency:copy'], { cwd: folder })
  return join(folder, 'jars')
}

test('releases of Maven Central are what the table says, by their classes and by their versions', async () => {
  const folder = await fetchJars()
  const told = await Promise.all(
    readdirSync(folder).map(async (name) => {
      const bytes = readFileSync(join(folder, name))
      const source = {
        size: bytes.length,
        path: '',
        read: async (at: number, length: number) => bytes.subarray(at, at + length),
      }
      const faults: string[] = []
      const [copy, ...more] = await readCopies(`/lib/${name}`, source, (reason) => faults.push(reason))
      expect([faults, more]).toEqual([[], []])
      const signs = new Set(copy?.signs)
      const flaws = (product = copy?.product) =>
        LOG4J_FLAWS.filter((flaw) => judge(flaw, signs, product)?.status === 'affected').map(({ cve }) => cve)
      const byClasses = LOG4J_FLAWS.filter((flaw) => judge(flaw, signs, undefined)?.status === 'affected')
      expect(byClasses.map(({ cve }) => cve)).toEqual(flaws())
      return { ...copy?.product, signs: copy?.signs, flaws: flaws() }
    }),
  )
  const table = rows.flatMap(({ product, versions, signs, flaws }) =>
    versions.map((version) => ({ name: product, version, signs, flaws })),
  )
  expect(told.toSorted(byVersion)).toEqual(table.toSorted(byVersion))
})

interface Named {
  readonly name?: string
  readonly version?: string
}

function byVersion(a: Named, b: Named): number {
  return (a.name ?? '') < (b.name ?? '')
    ? -1
    : (a.name ?? '') > (b.name ?? '')
      ? 1
      : (compare('Maven', a.version ?? '', b.version ?? '') ?? 0)
}
