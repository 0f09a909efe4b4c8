import { pluginContract, scanWith } from '@veinmind/plugin-testing'
import type { Entity } from '@veinmind/sdk'
import { buildContainer, buildImage, layer, remove } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { hasFlaw, MINIO_FLAWS, timeOf } from '../src/flaws.ts'
import minio from '../src/index.ts'
import { modeOf } from '../src/mode.ts'
import { goProgram, minioProgram } from './program.ts'

const OLD = 'RELEASE.2023-03-13T19-46-17Z'
const program = (release: string) => ({ content: minioProgram(release), mode: 0o755 })

/** In the process: workers take longer to start than these take to be scanned; the contract has them. */
const scanOne = (entity: Entity) => scanWith(minio, entity, { workers: 0 })

test.each(MINIO_FLAWS)('$id, $cve: the release that mends it and the one before, the first that has it', (flaw) => {
  const before = new Date(Date.parse(isoOf(flaw.fixed)) - 1000)
  expect(hasFlaw(flaw, timeOf(`RELEASE.${flaw.fixed}`) ?? '')).toBe(false)
  expect(hasFlaw(flaw, tagOf(before))).toBe(true)
  if (flaw.from === undefined) return
  expect(hasFlaw(flaw, flaw.from)).toBe(true)
  expect(hasFlaw(flaw, tagOf(new Date(Date.parse(isoOf(flaw.from)) - 1000)))).toBe(false)
})

const isoOf = (time: string) => time.replace(/T(\d\d)-(\d\d)-(\d\d)Z/, 'T$1:$2:$3Z')
const tagOf = (time: Date) =>
  time
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/(?<=T.*):/g, '-')

test('a release is told from the program, whatever its name is, to the second', async () => {
  const image = buildImage(
    layer({
      'usr/bin/object-store': program('RELEASE.2023-03-20T20-16-17Z'),
      'opt/bin/minio': program('RELEASE.2023-03-20T20-16-18Z'),
      'opt/minio': { content: 'RELEASE.2021-01-01T00-00-00Z'.repeat(20_000), mode: 0o755 },
    }),
  )
  const { findings, errors } = await scanOne(image)
  expect(errors).toEqual([])
  const leaks = findings.filter(({ rule }) => rule.id === 'MINIO-001')
  expect(leaks.map(({ locations, evidence, severity }) => [locations[0]?.path, severity, evidence])).toEqual([
    [
      '/usr/bin/object-store',
      'high',
      'minio RELEASE.2023-03-20T20-16-17Z: CVE-2023-28432, in distributed mode, which is not known here; fixed in RELEASE.2023-03-20T20-16-18Z',
    ],
  ])
  expect(findings.some(({ locations }) => locations[0]?.path === '/opt/minio')).toBe(false)
  expect(findings.some(({ locations }) => locations[0]?.path === '/opt/bin/minio')).toBe(true)
})

test('a program for Linux has no flaw of Windows; another program of Go has none', async () => {
  const image = buildImage(
    layer({
      'a/minio': program(OLD),
      'b/minio': { content: goProgram('example.org/minio', 'v1.0.0', OLD), mode: 0o755 },
    }),
  )
  const { findings } = await scanOne(image)
  expect(findings.filter(({ rule }) => rule.id === 'MINIO-013')).toEqual([])
  expect(new Set(findings.map(({ locations }) => locations[0]?.path))).toEqual(new Set(['/a/minio']))
})

test('built from the source: by the time of its commit', async () => {
  const content = goProgram('github.com/minio/minio', 'v0.0.0-20230313194617-9fa1d3b9e1c4')
  const report = await scanOne(buildImage(layer({ 'go/bin/minio': { content, mode: 0o755 } })))
  expect(report).toReport({ rule: 'MINIO-001', evidence: /minio DEVELOPMENT\.2023-03-13T19-46-17Z/ })
})

test('the mode by what a container runs, and how bad the flaw is by it', async () => {
  const image = buildImage(layer({ 'usr/bin/minio': program(OLD) }))
  const of = async (parts: Parameters<typeof buildContainer>[0]) => {
    const { findings } = await scanOne(buildContainer({ image, ...parts }))
    const leak = findings.find(({ rule }) => rule.id === 'MINIO-001')
    return [leak?.severity, leak?.evidence?.split(', ')[1]?.split('; fixed')[0]]
  }
  expect(await of({ args: ['minio', 'server', 'http://minio{1...4}/data'] })).toEqual([
    'critical',
    'distributed mode by the command of the container',
  ])
  expect(await of({ args: ['minio', 'server', '/data', '--console-address', ':9001'] })).toEqual([
    'low',
    'in distributed mode; one node by the command of the container',
  ])
  expect(await of({ args: ['minio', 'server'], env: ['MINIO_VOLUMES=https://n{1...2}/d{1...2}'] })).toEqual([
    'critical',
    'distributed mode by the environment of the container (MINIO_VOLUMES)',
  ])
})

test('the mode by an image and by its files of settings', async () => {
  const files = { 'usr/bin/minio': program(OLD), 'etc/default/minio': 'MINIO_VOLUMES="http://a/d http://b/d"\n' }
  const { findings } = await scanOne(buildImage(layer(files)))
  expect(findings.find(({ rule }) => rule.id === 'MINIO-001')).toMatchObject({
    severity: 'critical',
    detail: { mode: 'distributed', mode_by: 'a file of settings (MINIO_VOLUMES)' },
  })
  const image = (cmd: string[]) =>
    buildImage(layer({ x: '1' }), { config: { Entrypoint: ['/usr/bin/docker-entrypoint.sh'], Cmd: cmd } })
  expect(modeOf(image(['minio']), [])).toBeUndefined()
  expect(modeOf(image(['minio', 'server', '/data']), [])).toMatchObject({ mode: 'single', isDefault: true })
  expect(modeOf(image(['sh', '-c', 'exec minio server http://n{1...4}/d']), [])).toMatchObject({ mode: 'distributed' })
  expect(modeOf(image(['minio', 'gateway', 's3']), [])).toMatchObject({ mode: 'gateway' })
  expect(modeOf(image(['nginx', 'server', 'http://x']), [])).toMatchObject({ mode: 'distributed' })
  expect(
    modeOf(buildImage(layer({ x: '1' }), { config: { Cmd: ['nginx', 'server', 'http://x'] } }), []),
  ).toBeUndefined()
})

test('every MinIO of an entity is told, those that upper layers hide as hidden', async () => {
  const image = buildImage(
    layer({ 'a/minio': program(OLD), 'b/minio': program('RELEASE.2022-10-02T19-29-29Z') }),
    layer(remove('a/minio')),
  )
  const report = await scanOne(image)
  expect(report).toReport({ rule: 'MINIO-001', path: '/a/minio', hiddenBy: 1, severity: 'low' })
  expect(report).toReport({ rule: 'MINIO-001', path: '/b/minio', severity: 'high' })
})

test('a build for one customer may be mended: confidence low', async () => {
  const image = buildImage(layer({ 'm/minio': program(`${OLD}.hotfix.0a1b2c3d4`) }))
  const { findings } = await scanOne(image)
  expect(new Set(findings.map(({ confidence }) => confidence))).toEqual(new Set(['low']))
})

const everything = buildImage(
  layer({ 'm/minio': program('RELEASE.2021-10-11T00-00-00Z'), 'm/minio.exe': program(OLD) }),
)
pluginContract(minio, { samples: [everything], paths: ['usr/bin/minio', 'etc/default/minio'] })
