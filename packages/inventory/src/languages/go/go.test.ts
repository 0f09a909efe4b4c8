import { expect, test } from 'vitest'
import { openExecutable } from '../../executables/open-executable.ts'
import { buildElf } from '@veinmind/testing'
import { inMemory } from '../../executables/testing.ts'
import { Findings } from '../reading.ts'
import type { Reading } from '../reading.ts'
import { read, words } from '../testing.ts'
import { readBuildInfo } from './build-info.ts'
import { goMod, vendorModules } from './go-mod.ts'
import { addModules } from './modules.ts'

const START = Buffer.from('3077af0c9274080241e1c107e6d618e6', 'hex')
const END = Buffer.from('f932433186182072008242104116d8f2', 'hex')
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')

async function readProgram(content: Uint8Array): Promise<Reading | undefined> {
  const bytes = inMemory(content)
  const executable = await openExecutable(bytes)
  const info = executable && (await readBuildInfo(bytes, executable))
  if (info === undefined) return undefined
  const findings = new Findings()
  addModules(info, findings)
  return findings.reading
}

/** The build information as Go 1.18 and later write it. */
function inline(version: string, modules: string): Buffer {
  const list = Buffer.concat([START, Buffer.from(modules), END])
  const length = (count: number) => Buffer.from([(count & 0x7f) | 0x80, count >> 7])
  return Buffer.concat([
    MAGIC,
    Buffer.from([8, 2]),
    Buffer.alloc(16),
    length(version.length),
    Buffer.from(version),
    length(list.length),
    list,
  ])
}

/** As Go 1.13 to 1.17 do: pointers to strings. */
function pointers(version: string, modules: string, width = 8): Buffer {
  const list = Buffer.concat([START, Buffer.from(modules), END])
  const number = (value: number) => {
    const bytes = Buffer.alloc(width)
    bytes.writeUInt32LE(value, 0)
    return bytes
  }
  const base = 0x5000
  const strings = base + 32
  const head = Buffer.concat([MAGIC, Buffer.from([width, 0]), number(strings), number(strings + 2 * width)])
  const texts = strings + 4 * width
  const table = Buffer.concat([
    number(texts),
    number(version.length),
    number(texts + version.length),
    number(list.length),
  ])
  return Buffer.concat([head, Buffer.alloc(32 - head.length), table, Buffer.from(version), list])
}

const MODULES =
  'path\texample.org/app\nmod\texample.org/app\tv1.4.0\t\ndep\tgithub.com/Azure/sdk\tv1.2.3+incompatible\th1:x=\ndep\tgolang.org/x/net\tv0.1.0\n=>\tgithub.com/fork/net\tv0.2.0\th1:y=\ndep\texample.org/local\tv0.0.0\n=>\t./local\t(devel)\t\nbuild\tGOOS=linux\nbuild\tCGO_ENABLED=0\n'
const EXPECTED = [
  'stdlib 1.22.1',
  'example.org/app v1.4.0',
  'github.com/Azure/sdk v1.2.3+incompatible',
  'github.com/fork/net v0.2.0',
  'example.org/local ',
]

test('the modules of a program, those that were replaced by what replaced them, and Go itself', async () => {
  const reading = await readProgram(
    buildElf([{ name: '.go.buildinfo', content: inline('go1.22.1 X:boringcrypto', MODULES), address: 0x5000 }]),
  )
  expect(words(reading)).toEqual(EXPECTED)
  expect(reading?.packages[0]?.meta?.build).toEqual({ GOOS: 'linux', CGO_ENABLED: '0', GOEXPERIMENT: 'boringcrypto' })
})

test('what Go 1.13 to 1.17 left is found by its pointers', async () => {
  for (const width of [8, 4]) {
    const reading = await readProgram(
      buildElf([{ name: '.go.buildinfo', content: pointers('go1.22.1', MODULES, width), address: 0x5000 }]),
    )
    expect(words(reading)).toEqual(width === 8 ? EXPECTED : EXPECTED)
  }
})

test('a program of Go 1.12 by what stands around its list', async () => {
  const data = Buffer.concat([Buffer.from('go1.12.17gob: x'), START, Buffer.from(MODULES), END, Buffer.from('more')])
  const reading = await readProgram(
    buildElf([
      { name: '.rodata', content: data, address: 0x5000 },
      { name: '.gopclntab', content: Buffer.alloc(16) },
    ]),
  )
  expect(words(reading)).toEqual(['stdlib 1.12.17', ...EXPECTED.slice(1)])
  expect(await readProgram(buildElf([{ name: '.rodata', content: data }]))).toBeUndefined()
})

test('a main module without a version has the one that the linker was told, else that of its commit', async () => {
  const of = async (settings: string) => {
    const reading = await readProgram(
      buildElf([{ name: '.go.buildinfo', content: inline('go1.20', `mod\texample.org/app\t(devel)\t\n${settings}`) }]),
    )
    return reading?.packages.find(({ name }) => name === 'example.org/app')?.version
  }
  expect(await of('build\t-ldflags="-s -w -X main.version=v2.0.1 -X example.org/lib.Version=v9.9.9"\n')).toBe('v2.0.1')
  expect(await of('build\t-ldflags="-X \'example.org/app/internal/buildinfo.GitVersion=3.1.0\'"\n')).toBe('3.1.0')
  expect(
    await of(
      'build\t-ldflags="-X main.version=dev"\nbuild\tvcs.revision=0123456789abcdef0123\nbuild\tvcs.time=2024-05-06T07:08:09Z\n',
    ),
  ).toBe('v0.0.0-20240506070809-0123456789ab')
  expect(await of('')).toBe('(devel)')
})

test('programs that are damaged anywhere are read as far as they go', async () => {
  const whole = buildElf([{ name: '.go.buildinfo', content: inline('go1.22.1', MODULES), address: 0x5000 }])
  for (let length = 0; length < whole.length; length += 7)
    await expect(readProgram(whole.subarray(0, length))).resolves.not.toThrow()
  for (let at = 0; at < whole.length; at += 3) {
    const broken = Buffer.from(whole)
    broken[at] = (broken[at] ?? 0) ^ 0xff
    await expect(readProgram(broken)).resolves.not.toThrow()
  }
})

test('go.mod: what is asked for, in blocks and alone, indirect or replaced', () => {
  const text = `module example.org/app // c\n\ngo 1.22\ntoolchain go1.22.3\n\nrequire github.com/a/b v1.0.0\nrequire (\n\tgithub.com/c/d v1.2.0 // indirect\n\tgithub.com/e/f v0.1.0\n\tgithub.com/g/h v0.0.0 // comment\n)\nexclude github.com/x/y v1.0.0\nreplace github.com/e/f => github.com/fork/f v0.1.1\nreplace (\n\tgithub.com/g/h v0.0.0 => ../h\n\tgithub.com/a/b v9.0.0 => github.com/no/b v9.0.1\n)\n`
  const reading = read(goMod, '/src/go.mod', text)
  expect(words(reading)).toEqual([
    'github.com/a/b v1.0.0 (asked)',
    'github.com/c/d v1.2.0 (asked)',
    'github.com/fork/f v0.1.1 (asked)',
    'github.com/g/h  (asked)',
  ])
  expect(reading?.packages[1]?.meta).toEqual({ isIndirect: true })
  expect(words(read(goMod, '/root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.3.2/go.mod', text))).toEqual([
    'github.com/BurntSushi/toml v1.3.2',
  ])
})

test('vendored modules', () => {
  const text =
    '# github.com/a/b v1.0.0\n## explicit; go 1.17\ngithub.com/a/b/x\n# github.com/c/d v1.0.0 => github.com/fork/d v1.0.1\n# github.com/e/f v1.0.0 => ./f\n# github.com/z => ./z\n'
  expect(words(read(vendorModules, '/src/vendor/modules.txt', text))).toEqual([
    'github.com/a/b v1.0.0 (asked)',
    'github.com/fork/d v1.0.1 (asked)',
    'github.com/e/f  (asked)',
  ])
})
