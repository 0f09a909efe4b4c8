import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '@veinmind/report'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BIN, runVeinmind } from './run-veinmind.ts'

let folder = ''
let commit = ''
const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: join(folder, 'shop'),
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim()

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'veinmind-test-git-'))
  mkdirSync(join(folder, 'shop/deploy'), { recursive: true })
  git('init', '-q', '-b', 'main')
  writeFileSync(join(folder, 'shop/deploy/Dockerfile'), 'FROM debian:12\nUSER root\n')
  git('add', '-A')
  git('commit', '-qm', 'one')
  git('tag', 'v1')
  commit = git('rev-parse', 'HEAD')
  writeFileSync(join(folder, 'shop/deploy/Dockerfile'), 'FROM debian:12\nUSER nobody\n')
  git('commit', '-qam', 'two')
})
afterAll(() => rmSync(folder, { recursive: true }))

/** git's own answers, for any address: it stands there as a proxy. Of a pack it gives so many bytes and then no more, if told to. */
async function startGit(cutAfter = Infinity): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const isPack = request.url?.endsWith('/git-upload-pack') === true
    response.writeHead(200)
    if (!isPack) response.write('001e# service=git-upload-pack\n0000')
    const child = spawn(
      'git',
      ['upload-pack', '--stateless-rpc', ...(isPack ? [] : ['--advertise-refs']), join(folder, 'shop')],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    )
    request.pipe(child.stdin)
    if (cutAfter === Infinity || !isPack) child.stdout.pipe(response)
    else child.stdout.once('data', (chunk: Buffer) => response.write(chunk.subarray(0, cutAfter)))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

test('a finding names the repository, the commit and the path, with a link to the line, in every format', async () => {
  await using server = await startGit()
  const args = [
    'scan',
    'iac',
    'http://github.example.com/team/shop.git//deploy',
    '--ref',
    'v1',
    '-v',
    '-f',
    'cli,json,html',
    '-o',
    'out',
    '--cache-dir',
    'cache',
  ]
  const { code, stdout, stderr } = await runVeinmind(args, { cwd: folder, env: { HTTP_PROXY: server.url } })
  expect([code, stderr]).toEqual([1, expect.stringContaining('without encryption')])
  const link = `http://github.example.com/team/shop/blob/${commit}/deploy/Dockerfile#L2`
  const report = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8')) as Report
  expect(report.targets.map(({ name }) => name)).toEqual([
    `http://github.example.com/team/shop.git@${commit.slice(0, 12)}/deploy/Dockerfile`,
  ])
  const finding = report.findings.find(({ rule }) => rule.id === 'DF-005')
  expect(finding).toMatchObject({ locations: [{ path: 'deploy/Dockerfile', line: 2 }] })
  expect(JSON.stringify(finding)).toContain(link)
  // Long lines are wrapped in a terminal.
  for (const text of [stdout.replaceAll(/\s+/g, ''), readFileSync(join(folder, 'out/report.html'), 'utf8')]) {
    expect(text).toContain(`shop.git@${commit.slice(0, 12)}/deploy/Dockerfile`)
    expect(text).toContain(link)
  }
})

test('with --ref a folder is read as it was; without it, as it is', async () => {
  const at = async (...args: string[]): Promise<string[]> => {
    await runVeinmind(['scan', 'iac', ...args, '-f', 'json', '-o', 'at.json', '--cache-dir', 'cache'], { cwd: folder })
    const report = JSON.parse(readFileSync(join(folder, 'at.json'), 'utf8')) as Report
    return [
      ...report.findings.map(({ rule }) => rule.id).filter((id) => id === 'DF-005'),
      ...report.errors.map(({ code }) => code),
    ]
  }
  expect(await at('shop', '--ref', 'v1')).toEqual(['DF-005'])
  expect(await at('shop')).toEqual([])
  expect(await at('shop/deploy', '--ref', 'v1')).toEqual(['GIT_NOT_FOUND'])
  expect(await at('git://git.example.com/app.git')).toEqual(['GIT_URL_INVALID'])
  expect(await at('https://joe:secret@git.example.com/app.git')).toEqual(['GIT_URL_INVALID'])
  expect(readFileSync(join(folder, 'at.json'), 'utf8')).not.toContain('secret')
})

test('the pack lies in a private folder, which is gone after a kill -9 and the next start', async () => {
  const spools = join(folder, 'spools')
  mkdirSync(spools)
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: spools }
  await using stalling = await startGit(200)
  const child = spawn(
    process.execPath,
    [BIN, 'scan', 'iac', `${stalling.url}/shop.git`, '--cache-dir', join(folder, 'cache')],
    { env, stdio: 'ignore' },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await expect
    .poll(() => readdirSync(spools).flatMap((name) => readdirSync(join(spools, name))), { timeout: 30_000 })
    .toEqual(['pack'])
  const [name = ''] = readdirSync(spools)
  expect([statSync(join(spools, name)).mode & 0o777, statSync(join(spools, name, 'pack')).mode & 0o777]).toEqual([
    0o700, 0o600,
  ])
  child.kill('SIGKILL')
  await ended
  expect(readdirSync(spools)).toEqual([name])
  // Of another process that lives, and of nobody.
  const others = [`veinmind-git-${process.pid}-abcdef`, 'veinmind-git-x']
  for (const other of others) mkdirSync(join(spools, other), { mode: 0o700 })
  await using server = await startGit()
  const { code } = await runVeinmind(['scan', 'iac', `${server.url}/shop.git`, '--ref', 'v1', '--cache-dir', 'cache'], {
    cwd: folder,
    env,
  })
  expect([code, readdirSync(spools).sort()]).toEqual([1, others.sort()])
}, 60_000)

test('SIGINT removes the pack', async () => {
  const spools = join(folder, 'interrupted')
  mkdirSync(spools)
  await using stalling = await startGit(200)
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: spools }
  const child = spawn(
    process.execPath,
    [BIN, 'scan', 'iac', `${stalling.url}/shop.git`, '--cache-dir', join(folder, 'cache')],
    { env, stdio: 'ignore' },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  await expect.poll(() => readdirSync(spools), { timeout: 30_000 }).toHaveLength(1)
  child.kill('SIGINT')
  await ended
  expect(readdirSync(spools)).toEqual([])
}, 60_000)
