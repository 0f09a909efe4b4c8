import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, temporaryFolder } from '@veinmind/services'
import { expect, test } from 'vitest'
import { readProgram } from '../../programs/read-program.ts'
import { inMemory } from '../../executables/testing.ts'

// Nothing of the standard library but the runtime: each system that is built for has to compile what is imported.
const MAIN = `package main

import (
	"example.org/local"
	"golang.org/x/exp/constraints"
)

var version = "dev"

func Max[T constraints.Ordered](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func main() { println(Max(local.Name, version)) }
`
const MODULE =
  'module example.org/app\n\ngo 1.21\n\nrequire (\n\tgolang.org/x/exp v0.0.0-20240719175910-8a7402abbf56\n\texample.org/local v0.0.0\n)\n\nreplace example.org/local => ./local\n\nreplace golang.org/x/exp => golang.org/x/exp v0.0.0-20240904232852-e7e105dedf7e\n'

/** What `go version -m` says: the version of Go, and every module with what replaces it. */
async function modulesOf(path: string): Promise<string[]> {
  const { stdout } = await run('go', ['version', '-m', path])
  const modules: string[] = []
  for (const line of stdout.split('\n').slice(1)) {
    const [, word, name = '', version = ''] = line.split('\t')
    if (word === 'mod' || word === 'dep') modules.push(`${name} ${version}`)
    else if (word === '=>')
      modules[modules.length - 1] = name.startsWith('./')
        ? (modules.at(-1) ?? '').replace(/ .*/, ' ')
        : `${name} ${version}`
  }
  const [, go = ''] = /: go(\S+)/.exec(stdout) ?? []
  return [`stdlib ${go}`, ...modules].sort()
}

async function read(path: string): Promise<string[]> {
  const readings = await readProgram(path, inMemory(readFileSync(path)))
  return readings
    .flatMap(({ cataloger, packages }) =>
      cataloger === 'go' ? packages.map(({ name, version }) => `${name} ${version}`) : [],
    )
    .sort()
}

async function project(): Promise<string> {
  const folder = temporaryFolder('go')
  mkdirSync(join(folder, 'local'))
  writeFileSync(join(folder, 'go.mod'), MODULE)
  writeFileSync(join(folder, 'main.go'), MAIN)
  writeFileSync(join(folder, 'local/go.mod'), 'module example.org/local\n\ngo 1.21\n')
  writeFileSync(join(folder, 'local/local.go'), 'package local\n\nconst Name = "local"\n')
  await run('go', ['mod', 'tidy'], { cwd: folder, env: { GOFLAGS: '-mod=mod' } })
  return folder
}

test(
  'modules of programs are those that `go version -m` lists: every format, stripped, vendored',
  { timeout: 900_000 },
  async () => {
    const folder = await project()
    await run('go', ['mod', 'vendor'], { cwd: folder })
    const builds: readonly (readonly [name: string, env: Record<string, string>, ...flags: string[]])[] = [
      ['linux', {}],
      ['stripped', {}, '-ldflags=-s -w -buildid='],
      ['vendored', {}, '-mod=vendor'],
      ['arm', { GOARCH: 'arm' }],
      ['big-endian', { GOARCH: 's390x' }],
      ['windows.exe', { GOOS: 'windows' }],
      ['windows32.exe', { GOOS: 'windows', GOARCH: '386' }],
      ['darwin', { GOOS: 'darwin', GOARCH: 'arm64' }],
      ['pie', {}, '-buildmode=pie', '-trimpath'],
    ]
    for (const [name, env, ...flags] of builds) {
      await run('go', ['build', ...flags, '-o', name, '.'], { cwd: folder, env: { CGO_ENABLED: '0', ...env } })
      const path = join(folder, name)
      expect({ name, modules: await read(path) }).toEqual({ name, modules: await modulesOf(path) })
    }
  },
)

test('a main module without a version has the one that the linker was told, also where no flags are left', async () => {
  const folder = await project()
  await run('go', ['build', '-ldflags', '-X main.version=v1.2.3', '-o', 'flags', '.'], {
    cwd: folder,
    env: { CGO_ENABLED: '0' },
  })
  expect(await read(join(folder, 'flags'))).toContain('example.org/app v1.2.3')
  await run('go', ['build', '-trimpath', '-ldflags', '-X main.version=v1.2.4', '-o', 'trimmed', '.'], {
    cwd: folder,
    env: { CGO_ENABLED: '0' },
  })
  expect(await read(join(folder, 'trimmed'))).toContain('example.org/app v1.2.4')
})

test('a program of Go 1.17 and one of another language, of the tests of Go itself', async () => {
  const { stdout } = await run('go', ['env', 'GOROOT'])
  const data = join(stdout.trim(), 'src/debug/buildinfo/testdata')
  const folder = temporaryFolder('go')
  for (const name of ['go117', 'notgo'])
    writeFileSync(join(folder, name), Buffer.from(readFileSync(join(data, name, `${name}.base64`), 'utf8'), 'base64'))
  expect(await read(join(folder, 'go117'))).toEqual(await modulesOf(join(folder, 'go117')))
  expect(await read(join(folder, 'notgo'))).toEqual([])
})

test('toolchains of older releases', async () => {
  const folder = await project()
  for (const toolchain of ['go1.21.0', 'go1.24.0']) {
    await run('go', ['build', '-o', toolchain, '.'], { cwd: folder, env: { CGO_ENABLED: '0', GOTOOLCHAIN: toolchain } })
    const path = join(folder, toolchain)
    expect({ toolchain, modules: await read(path) }).toEqual({ toolchain, modules: await modulesOf(path) })
  }
})
