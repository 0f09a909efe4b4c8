import { parseLicense } from '@veinmind/sdk/licenses'
import { expect, test } from 'vitest'
import { buildElf } from '@veinmind/testing'
import { inMemory } from '../executables/testing.ts'
import { Findings } from '../languages/reading.ts'
import { read, words } from '../languages/testing.ts'
import { addNode, findVersions } from './find-programs.ts'
import { addGoProgram } from './go-programs.ts'
import { readProgram } from './read-program.ts'
import { isRuled, looksFor, looksOf, PROGRAM_RULES } from './rules.ts'
import { erlangVersion, goVersion, javaRelease, prologVersion } from './version-files.ts'

test.each(PROGRAM_RULES)('$id is known by its sample, and not by another text', async (rule) => {
  const versionIn = async (text: string) =>
    (await findVersions(inMemory(Buffer.from(text, 'latin1')), looksOf(rule, '3.11'))).get(rule)
  expect(await versionIn(rule.sample)).toMatch(/^\d+(?:\.\d+)*/)
  expect(await versionIn(`${'x'.repeat(4 << 20)}${rule.sample}${'x'.repeat(1000)}`)).toBe(await versionIn(rule.sample))
  expect(await versionIn(rule.other)).toBeUndefined()
})

test('rules have ids of their own, names of files that are whole, and licences that are expressions', () => {
  expect(new Set(PROGRAM_RULES.map(({ id }) => id)).size).toBe(PROGRAM_RULES.length)
  expect(PROGRAM_RULES.length).toBeGreaterThanOrEqual(60)
  expect(PROGRAM_RULES.filter(({ file }) => !file.startsWith('^') || !file.endsWith('$'))).toEqual([])
  expect(PROGRAM_RULES.filter(({ license }) => license !== undefined && parseLicense(license) === undefined)).toEqual(
    [],
  )
})

test('which files are looked into: by name, whatever their version', () => {
  for (const name of [
    'python3.11',
    'libpython3.11.so.1.0',
    'nginx',
    'redis-server',
    'php8.2',
    'libssl.so.3',
    'libruby-3.1.so.3.1.2',
    'perl5.36.0',
    'lua5.4',
    'ssh',
  ])
    expect(isRuled(name)).toBe(true)
  for (const name of ['pythonic', 'nginx.conf', 'myredis-server', 'libsslx.so']) expect(isRuled(name)).toBe(false)
  expect(looksFor('python3.11')[0]?.marker.toString('latin1')).toBe(String.fromCharCode(0).concat('3.11.'))
})

test('a program is told with its licence', async () => {
  const content = Buffer.concat([
    buildElf([{ name: '.rodata', content: Buffer.from('\0pymalloc_debug\x003.11.2+\0strict\0', 'latin1') }]),
    Buffer.alloc(20_000),
  ])
  const [reading] = await readProgram('/usr/local/bin/python3.11', inMemory(content))
  expect(reading).toEqual({
    cataloger: 'programs',
    packages: [{ type: 'generic', name: 'python', version: '3.11.2', isInstalled: true, licenses: ['PSF-2.0'] }],
  })
})

test('a program that carries Node.js with its script, whatever it is called', async () => {
  const program = (fuse: string) =>
    inMemory(
      Buffer.concat([
        Buffer.from(`\0node.js/v20.20.2\0NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:${fuse}\0`, 'latin1'),
        Buffer.alloc(31 << 20),
      ]),
    )
  const of = async (fuse: string) => {
    const findings = new Findings()
    await addNode(program(fuse), findings)
    return words(findings.reading)
  }
  expect(await of('1')).toEqual(['node 20.20.2'])
  expect(await of('0')).toEqual([])
})

const goProgram = async (path: string, version: string, file: string, content = '') => {
  const findings = new Findings()
  await addGoProgram({ path, version }, { file, bytes: inMemory(Buffer.from(content, 'latin1')) }, findings)
  return words(findings.reading)
}

test('programs of Go by their main module', async () => {
  expect(await goProgram('k8s.io/kubernetes', 'v1.30.1', 'kubelet')).toEqual(['kubelet 1.30.1'])
  expect(await goProgram('github.com/hashicorp/consul', 'v1.18.0', 'consul')).toEqual(['consul 1.18.0'])
  expect(await goProgram('github.com/containerd/containerd/cmd/containerd', '1.6.20', 'containerd')).toEqual([
    'containerd 1.6.20',
  ])
  expect(await goProgram('github.com/hashicorp/consul', '(devel)', 'consul')).toEqual([])
  expect(await goProgram('example.org/app', 'v1.0.0', 'app')).toEqual([])
})

test('MinIO by the newest release that it names, or by the time of its commit, whatever it is called', async () => {
  const MINIO = 'github.com/minio/minio'
  const text =
    'xRELEASE.2006-01-02T15-04-05ZRELEASE.2021-05-01T00-00-00ZRELEASE.2023-03-13T19-46-17Z2023-03-13T19:46:17ZRELEASE.2022-01-01T00-00-00Z'
  expect(await goProgram(MINIO, '(devel)', 'store', text)).toEqual(['minio RELEASE.2023-03-13T19-46-17Z'])
  const padded = `${'-'.repeat((4 << 20) - 5)}${text}${'-'.repeat(100)}`
  expect(await goProgram(MINIO, '(devel)', 'store', padded)).toEqual(['minio RELEASE.2023-03-13T19-46-17Z'])
  expect(await goProgram(MINIO, '(devel)', 'minio', 'RELEASE.2023-03-13T19-46-17Z.hotfix.0a1b2c3d4 ')).toEqual([
    'minio RELEASE.2023-03-13T19-46-17Z.hotfix.0a1b2c3d4',
  ])
  expect(await goProgram(MINIO, 'v0.0.0-20230320201618-08c58c1a1b2c', 'minio')).toEqual([
    'minio DEVELOPMENT.2023-03-20T20-16-18Z',
  ])
  expect(await goProgram(MINIO, '(devel)', 'minio', 'RELEASE.2006-01-02T15-04-05Z')).toEqual([])
})

test('programs that say their version in a file', () => {
  expect(
    words(
      read(
        javaRelease,
        '/opt/java/release',
        'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_RUNTIME_VERSION="17.0.9+9"\nJAVA_VERSION="17.0.9"\n',
      ),
    ),
  ).toEqual(['temurin 17.0.9+9'])
  expect(words(read(javaRelease, '/usr/lib/jvm/x/release', 'JAVA_VERSION="11.0.1"\n'))).toEqual(['openjdk 11.0.1'])
  expect(read(javaRelease, '/etc/release', 'Debian\n')).toBeUndefined()
  expect(words(read(goVersion, '/usr/local/go/VERSION', 'go1.22.3\ntime 2024-05-01T19:52:25Z\n'))).toEqual([
    'go 1.22.3',
  ])
  expect(words(read(erlangVersion, '/usr/lib/erlang/releases/25/OTP_VERSION', '25.3.2.7\n'))).toEqual([
    'erlang 25.3.2.7',
  ])
  expect(words(read(prologVersion, '/usr/lib/swi-prolog/VERSION', '9.0.4\n'))).toEqual(['swipl 9.0.4'])
})
