import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { mutantsOf } from '../../test/mutants.ts'
import { buildElf } from '@veinmind/testing'
import { inMemory } from '../executables/testing.ts'
import { readProgram } from '../programs/read-program.ts'
import { buildAssembly } from './dotnet/testing.ts'
import { readJars } from './java/read-jars.ts'
import { LANGUAGES } from './languages.ts'
import { UnreadableError } from './reading.ts'
import { SAMPLES } from './samples.ts'
import { buildZip, read } from './testing.ts'

/** What a reader may throw: a word about the file. Anything else is a fault of the reader. */
function attempt(reader: Parameters<typeof read>[0], path: string, content: Buffer): void {
  try {
    read(reader, path, content)
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
  }
}

const readers = Object.values(LANGUAGES).flat()

test('there is a sample for every reader', () => {
  expect(readers.filter(({ id }) => SAMPLES[id] === undefined).map(({ id }) => id)).toEqual([])
})

test('2,000 damaged files: every reader ends, and says what it could not read', () => {
  const started = performance.now()
  let count = 0
  for (const [index, reader] of readers.entries()) {
    const [path = '', content = ''] = SAMPLES[reader.id] ?? []
    for (const mutant of mutantsOf(Buffer.from(content), { count: 45, seed: index })) {
      attempt(reader, path, mutant)
      count += 1
    }
  }
  expect(count).toBeGreaterThan(2000)
  expect(performance.now() - started).toBeLessThan(60_000)
})

test('damaged archives and programs', async () => {
  const properties = {
    'META-INF/maven/g/a/pom.properties': 'groupId=g\nartifactId=a\nversion=1\n',
    'META-INF/MANIFEST.MF': 'Implementation-Title: a\r\nImplementation-Version: 1\r\n',
  }
  const jar = buildZip({ ...properties, 'WEB-INF/lib/b.jar': buildZip(properties) })
  for (const mutant of mutantsOf(jar, { count: 300, seed: 1 }))
    await expect(readJars('/a.war', inMemory(mutant))).resolves.toBeDefined()
  const info = Buffer.concat([
    Buffer.from('\xff Go buildinf:\x08\x02', 'latin1'),
    Buffer.alloc(16),
    Buffer.from('\x08go1.22.1\x30', 'latin1'),
    Buffer.alloc(16),
    Buffer.from('mod\ta\tv1\n'),
    Buffer.alloc(16),
  ])
  const crates = deflateSync(JSON.stringify({ packages: [{ name: 'a', version: '1.0.0' }] }))
  const programs = [
    buildElf([{ name: '.go.buildinfo', content: info }]),
    buildElf([{ name: '.dep-v0', content: crates }]),
    buildAssembly({ ProductVersion: '1.0.0' }),
  ]
  for (const [seed, program] of programs.entries()) {
    for (const mutant of mutantsOf(program, { count: 200, seed }))
      await expect(readProgram('/x/a.dll', inMemory(mutant))).resolves.toBeDefined()
  }
})
