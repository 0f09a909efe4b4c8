import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Discovered } from '@veinmind/sdk/target'
import { SILENT } from '@veinmind/internal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gitTarget } from '../src/index.ts'
import { createRepository, startGitServer } from './git-server.ts'
import type { TestRepository } from './git-server.ts'

let repository: TestRepository
let first = ''
let second = ''
const manifest = (at: number) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p${at}\nspec:\n${'  # the same line again\n'.repeat(40)}`

beforeAll(() => {
  repository = createRepository()
  first = repository.commit({
    Dockerfile: 'FROM a:1\n',
    'deploy/pod.yaml': manifest(1),
    'src/main.go': 'package main\n',
  })
  repository.git('tag', '-a', 'v1', '-m', 'first')
  second = repository.commit({
    Dockerfile: 'FROM a:2\n',
    ...Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`deploy/pod-${at}.yaml`, manifest(at)])),
    'assets/model.json': Buffer.concat([Buffer.from('{"x":"'), randomBytes(9 << 20)]),
    'lfs.json': 'version https://git-lfs.github.com/spec/v1\noid sha256:x\nsize 1\n',
    'node_modules/x/package.json': '{}',
  })
  repository.git('branch', 'release/2')
})
afterAll(() => repository[Symbol.dispose]())

const FLAGS = {
  submodules: false,
  'submodule-host': [],
  'token-stdin': false,
  'insecure-skip-verify': false,
  'max-pack': 2048,
}

async function discover(target: string, flags: Record<string, unknown> = {}) {
  const context = {
    options: { ...FLAGS, ...flags },
    signal: AbortSignal.timeout(15_000),
    log: SILENT,
    readStdin: () => Promise.resolve('secret-token'),
  }
  const found: Discovered[] = await Array.fromAsync(gitTarget.discover([target], context))
  const files = found.flatMap((item) => ('entity' in item && item.entity.kind === 'iac' ? [item.entity] : []))
  for (const file of files) await file.close?.()
  return {
    found,
    files,
    paths: files.map(({ path }) => path),
    error: found.flatMap((item) => ('error' in item ? [item.error] : []))[0],
    skipped: found.flatMap((item) => ('skipped' in item ? [item] : [])),
  }
}

test('HEAD over http: the files of the newest commit, deltas resolved, nothing left on disk', async () => {
  await using server = await startGitServer({ 'app.git': repository.path })
  const { files, paths, skipped, error } = await discover(`${server.url}/app.git`)
  expect(error).toBeUndefined()
  expect(paths).toHaveLength(62)
  expect(paths.slice(0, 2)).toEqual(['Dockerfile', 'deploy/pod-0.yaml'])
  expect(files[0]?.name).toBe(`${server.url}/app.git@${second.slice(0, 12)}/Dockerfile`)
  const pods = files.flatMap(({ path, bytes }) =>
    path.startsWith('deploy/pod-') ? [[path, Buffer.from(bytes).toString()]] : [],
  )
  expect(Object.fromEntries(pods)).toEqual(
    Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`deploy/pod-${at}.yaml`, manifest(at)])),
  )
  expect(skipped.map(({ skipped: reason }) => reason)).toEqual([
    'it is larger than 8 MiB',
    'it is stored in Git LFS',
    'nothing of one’s own is in it',
  ])
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(`veinmind-git-${process.pid}-`))).toEqual([])
})

test('a file gives the others of its commit until it is closed; then nothing is left on disk', async () => {
  await using server = await startGitServer({ 'app.git': repository.path })
  const spools = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`veinmind-git-${process.pid}-`))
  const context = { options: { ...FLAGS, ref: 'v1' }, signal: AbortSignal.timeout(15_000), log: SILENT }
  const found: Discovered[] = await Array.fromAsync(gitTarget.discover([`${server.url}/app.git//deploy`], context))
  const [file] = found.flatMap((item) => ('entity' in item && item.entity.kind === 'iac' ? [item.entity] : []))
  const other = await file?.sibling?.('Dockerfile')
  expect([other?.path, other && Buffer.from(other.bytes).toString(), spools().length]).toEqual([
    'Dockerfile',
    'FROM a:1\n',
    1,
  ])
  for (const path of ['../Dockerfile', '/Dockerfile/x', 'deploy', '', 'none'])
    expect([path, await file?.sibling?.(path)]).toEqual([path, undefined])
  const below = await Array.fromAsync(file?.below?.('') ?? [])
  expect(below.map(({ path }) => path)).toEqual(expect.arrayContaining(['Dockerfile']))
  await expect(Array.fromAsync(file?.below?.('none') ?? [])).rejects.toThrow('none')
  await file?.close?.()
  expect(spools()).toEqual([])
})

test('large files that are deltas of each other, in a tree of chains', async () => {
  using large = createRepository()
  const lines = Array.from({ length: 4000 }, (_, at) => `# ${at} ${randomBytes(20).toString('hex')}\n`)
  const texts = Array.from({ length: 40 }, (_, at) => {
    lines[at * 90] = `# changed ${at}\n`
    return lines.slice(at % 3).join('')
  })
  large.commit(Object.fromEntries(texts.map((text, at) => [`deploy/${at}.yaml`, text])))
  large.git('repack', '-adfq', '--depth=50', '--window=50')
  await using server = await startGitServer({ 'large.git': large.path })
  for (const target of [`${server.url}/large.git`, large.path]) {
    const { files } = await discover(target)
    const found = Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]))
    expect(texts.map((text, at) => found[`deploy/${at}.yaml`] === text)).toEqual(texts.map(() => true))
  }
})

test.each(['v1', 'refs/tags/v1', 'release/2', 'main'])('--ref %s', async (ref) => {
  await using server = await startGitServer({ 'app.git': repository.path })
  const { files } = await discover(`${server.url}/app.git`, { ref })
  expect(Buffer.from(files[0]?.bytes ?? []).toString()).toBe(ref.includes('v1') ? 'FROM a:1\n' : 'FROM a:2\n')
})

test('a commit that no reference points at, whatever the server allows', async () => {
  await using server = await startGitServer({ 'app.git': repository.path })
  expect((await discover(`${server.url}/app.git`, { ref: first })).paths).toEqual(['Dockerfile', 'deploy/pod.yaml'])
  repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  expect((await discover(`${server.url}/app.git`, { ref: first })).paths).toEqual(['Dockerfile', 'deploy/pod.yaml'])
  repository.git('config', '--unset', 'uploadpack.allowAnySHA1InWant')
})

test('where the server can, large blobs are not even sent', async () => {
  repository.git('config', 'uploadpack.allowFilter', 'true')
  await using server = await startGitServer({ 'app.git': repository.path })
  const { paths, skipped } = await discover(`${server.url}/app.git`, { 'max-pack': 1 })
  expect([paths.length, skipped.length]).toEqual([62, 3])
  repository.git('config', '--unset', 'uploadpack.allowFilter')
  expect((await discover(`${server.url}/app.git`, { 'max-pack': 1 })).error).toMatchObject({ code: 'GIT_TOO_LARGE' })
})

test('a folder of the repository, and one that is not there', async () => {
  await using server = await startGitServer({ 'app.git': repository.path })
  expect((await discover(`${server.url}/app.git//deploy`, { ref: 'v1' })).paths).toEqual(['deploy/pod.yaml'])
  expect((await discover(`${server.url}/app.git//deploy/pod.yaml`, { ref: 'v1' })).paths).toEqual(['deploy/pod.yaml'])
  expect((await discover(`${server.url}/app.git//none`)).error).toMatchObject({ code: 'GIT_PATH_NOT_FOUND' })
})

test('a local repository', async () => {
  expect((await discover(`${repository.path}//deploy`, { ref: 'v1' })).paths).toEqual(['deploy/pod.yaml'])
  expect((await discover('/nonexistent')).error).toMatchObject({ code: 'GIT_NOT_FOUND' })
})

test('a token is sent to the host that asks for it; without one, it is said where one is looked for', async () => {
  await using server = await startGitServer({ 'app.git': repository.path }, { login: 'oauth2:secret-token' })
  expect((await discover(`${server.url}/app.git`, { 'token-stdin': true })).paths).toHaveLength(62)
  const { error } = await discover(`${server.url}/app.git`)
  expect(error).toMatchObject({ code: 'GIT_UNAUTHORIZED', hint: expect.stringContaining('VEINMIND_GIT_TOKEN') })
})

test('one token for two hosts is sent to neither', async () => {
  const context = {
    options: { ...FLAGS, 'token-stdin': true },
    signal: AbortSignal.timeout(5000),
    log: SILENT,
    readStdin: () => Promise.resolve('x'),
  }
  const found = Array.fromAsync(gitTarget.discover(['https://127.0.0.1:1/a.git', 'https://127.0.0.1:2/b.git'], context))
  await expect(found).rejects.toMatchObject({ code: 'GIT_TOKEN_AMBIGUOUS' })
})

test('a refused login names its source, not the secret', async () => {
  await using server = await startGitServer({ 'app.git': repository.path }, { login: 'a:b' })
  const { error } = await discover(`${server.url}/app.git`, { 'token-stdin': true })
  expect(error?.message).toMatch(/refused the login of --token-stdin$/)
})

test('a redirect is followed, and the login stays with its host', async () => {
  await using other = await startGitServer({ 'app.git': repository.path })
  await using server = await startGitServer(
    {},
    {
      login: 'oauth2:secret-token',
      intercept: ({ url, headers }, response) => {
        if (!headers.authorization) return false
        response.writeHead(301, { location: `${other.url}${url}` }).end()
        return true
      },
    },
  )
  expect((await discover(`${server.url}/app.git`, { 'token-stdin': true })).paths).toHaveLength(62)
  expect(other.requests.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
  expect(other.requests.map(({ url }) => url)).toEqual([
    '/app.git/info/refs?service=git-upload-pack',
    '/app.git/git-upload-pack',
  ])
})

test.each([
  ['no repository', 404, '', 'GIT_NOT_FOUND'],
  ['a page instead of git', 200, '<html>', 'GIT_PROTOCOL'],
  ['a redirect to a file', 302, '', 'GIT_REDIRECT'],
  ['a broken server', 500, '', 'GIT_PROTOCOL'],
])('%s is an error', async (_name, status, body, code) => {
  await using server = await startGitServer(
    {},
    {
      intercept: (_request, response) => {
        response.writeHead(status, { location: 'file:///etc/passwd' }).end(body)
        return true
      },
    },
  )
  expect((await discover(`${server.url}/app.git`)).error).toMatchObject({ code })
})

test('a ref that is not there is an error with the nearest', async () => {
  await using server = await startGitServer({ 'app.git': repository.path })
  expect((await discover(`${server.url}/app.git`, { ref: 'mian' })).error).toMatchObject({
    code: 'GIT_REF_NOT_FOUND',
    hint: 'did you mean main?',
  })
})

test('a submodule on an allowed host is scanned, and gets no token of its parent; one that stands twice is scanned once', async () => {
  using parent = createRepository()
  await using other = await startGitServer({ 'app.git': repository.path })
  await using server = await startGitServer({ 'parent.git': parent.path }, { login: 'oauth2:secret-token' })
  const section = (path: string) => `[submodule "${path}"]\n\tpath = ${path}\n\turl = ${other.url}/app.git\n`
  const commitModules = (text: string) => {
    parent.commit({ '.gitmodules': text })
    for (const path of ['one', 'two']) parent.git('update-index', '--add', '--cacheinfo', `160000,${first},${path}`)
    parent.git('commit', '-q', '-m', 'modules')
  }
  commitModules(section('one') + section('two'))
  const { paths, skipped, error } = await discover(`${server.url}/parent.git`, {
    submodules: true,
    'submodule-host': ['127.0.0.1'],
    'token-stdin': true,
  })
  expect(error).toBeUndefined()
  expect(paths).toEqual(['Dockerfile', 'deploy/pod.yaml'])
  expect(skipped.map(({ skipped: reason }) => reason)).toEqual(['it is a submodule that was scanned at another place'])
  await using locked = await startGitServer({ 'app.git': repository.path }, { login: 'oauth2:secret-token' })
  commitModules(section('one').replace(other.url, locked.url))
  const refused = await discover(`${server.url}/parent.git`, {
    submodules: true,
    'submodule-host': ['127.0.0.1'],
    'token-stdin': true,
  })
  expect(refused.error).toMatchObject({ code: 'GIT_UNAUTHORIZED', message: expect.stringContaining('none was found') })
  expect(locked.requests.map(({ authorization }) => authorization)).toEqual([undefined])
})

test('a submodule of the same host is scanned when asked for, another is said', async () => {
  using parent = createRepository()
  await using server = await startGitServer({ 'app.git': repository.path, 'team/parent.git': parent.path })
  parent.commit({
    '.gitmodules':
      '[submodule "app"]\n\tpath = libs/app\n\turl = ../app.git\n[submodule "x"]\n\tpath = libs/x\n\turl = https://elsewhere.invalid/x.git\n',
  })
  for (const path of ['libs/app', 'libs/x'])
    parent.git('update-index', '--add', '--cacheinfo', `160000,${first},${path}`)
  parent.git('commit', '-q', '-m', 'modules')
  const without = await discover(`${server.url}/team/parent.git`)
  expect(without.skipped.map(({ skipped }) => skipped)).toEqual(
    Array(2).fill(expect.stringContaining('--submodules scans it')),
  )
  const { paths, skipped, error } = await discover(`${server.url}/team/parent.git`, { submodules: true })
  expect(error).toMatchObject({ code: 'GIT_NOT_FOUND' })
  expect(paths).toEqual([])
  expect(skipped[0]?.skipped).toContain('another host')
})
