import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Report } from '@veinmind/report'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: web:1.4
      securityContext:
        privileged: true
`
const FILES: Readonly<Record<string, string>> = {
  'deploy/Dockerfile': 'FROM debian:12\nUSER root\n',
  'deploy/pod.yaml': POD,
  'compose.yaml': 'services:\n  web:\n    image: web:1.4\n    privileged: true\n',
  'chart/templates/pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: {{ .Values.name }}}\n',
  'package.json': '{"name": "app"}',
}

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-iac-'))
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, 'app', name)), { recursive: true })
    await writeFile(join(folder, 'app', name), text)
  }
})
afterAll(() => rm(folder, { recursive: true }))

async function scan(...args: string[]): Promise<{ code: number | null; found: string[]; report: Report }> {
  const run = await runVeinmind(
    ['scan', ...args, '--cache-dir', join(folder, 'cache'), '-f', 'json', '-o', 'report.json'],
    { cwd: folder },
  )
  const report = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as Report
  const serious = report.findings.filter(({ severity }) => severity === 'high' || severity === 'critical')
  return {
    code: run.code,
    report,
    found: serious.map(({ rule, locations: [at] }) => `${rule.id} ${at?.path}:${at?.line}`).sort(),
  }
}

test('a folder: Dockerfiles, manifests and compose files; a Helm template is said and is no failure', async () => {
  const { code, found, report } = await scan('iac', 'app')
  expect(found).toEqual(['CP-001 compose.yaml:4', 'DF-005 deploy/Dockerfile:2', 'KN-011 deploy/pod.yaml:9'])
  expect(code).toBe(1)
  expect(report.assets.map(({ type, locations: [at] }) => [type, at?.path])).toEqual([
    ['IacNote', 'chart/templates/pod.yaml'],
  ])
  expect(report.plugins.find(({ name }) => name === 'iac')).toMatchObject({ outcome: 'ok' })
})

test('one file', async () => {
  const { found } = await scan('iac', 'app/deploy/pod.yaml')
  expect(found).toEqual(['KN-011 pod.yaml:9'])
})

test.each([
  ['other data alone', ['iac', 'other']],
  ['a file of another type than the one that is asked for', ['iac', 'app/deploy/Dockerfile', '--iac.type', 'compose']],
])('%s: nothing was scanned', async (_what, args) => {
  await mkdir(join(folder, 'other'), { recursive: true })
  await writeFile(join(folder, 'other', 'settings.yaml'), 'colour: green\n')
  const { code, report } = await scan(...args)
  expect(code).toBe(4)
  expect(report.summary.coverage).toBe(0)
  const run = await runVeinmind(['scan', ...args, '--lang', 'zh'], { cwd: folder })
  expect(run.stdout).toContain('没有扫描任何对象')
  expect(run.stdout).not.toContain('未发现问题')
})

test('a git repository, and a folder of it', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: join(folder, 'app') })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'all')
  git('clone', '-q', '--bare', '.', '../app.git')
  const { found } = await scan('iac', 'app.git')
  expect(found).toEqual(['CP-001 compose.yaml:4', 'DF-005 deploy/Dockerfile:2', 'KN-011 deploy/pod.yaml:9'])
  expect((await scan('iac', './app.git//deploy')).found).toEqual([
    'DF-005 deploy/Dockerfile:2',
    'KN-011 deploy/pod.yaml:9',
  ])
})

test('compose files that belong together, in a folder and in a repository: each finding where its value stands', async () => {
  const files: Readonly<Record<string, string>> = {
    'shop/compose.yaml':
      'services:\n  web:\n    extends: {file: ../common/base.yaml, service: all}\n    image: web:1\n    privileged: true\n',
    'shop/compose.override.yaml': 'services:\n  web:\n    privileged: false\n    pid: host\n',
    'common/base.yaml': 'services:\n  all:\n    cap_add: [SYS_ADMIN]\n',
  }
  const stack = join(folder, 'stack')
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(stack, name)), { recursive: true })
    await writeFile(join(stack, name), text)
  }
  const expected = ['CP-005 shop/compose.override.yaml:4', 'CP-006 common/base.yaml:3']
  expect((await scan('iac', 'stack')).found).toEqual(expected)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: stack })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'all')
  git('clone', '-q', '--bare', '.', '../stack.git')
  expect((await scan('iac', 'stack.git//shop')).found).toEqual(expected)
})

test('a folder of manifests as a cluster', async () => {
  const { found } = await scan('k8s', './app/deploy')
  expect(found).toEqual(['KN-011 pod.yaml:9'])
})

test('nothing that lies in the folder, which is the current one too, changes how it is scanned', async () => {
  const evil = "require('node:fs').writeFileSync('ran', '')"
  const planted: Readonly<Record<string, string>> = {
    'pod.yaml': POD,
    'veinmind.yaml': 'skip-plugins: iac\n',
    '.veinmind.yaml': 'skip-plugins: iac\n',
    '.veinmindrc': '{"skip-plugins": "iac"}',
    '.config/veinmind/veinmind.yaml': 'skip-plugins: iac\n',
    'package.json': '{"name": "app", "veinmind": {"skip-plugins": "iac"}, "scripts": {"preinstall": "touch ran"}}',
    'veinmind.config.js': evil,
    '.npmrc': 'node-options=--require ./veinmind.config.js\n',
    'node_modules/@veinmind/plugin-iac/package.json': '{"name": "@veinmind/plugin-iac", "main": "index.js"}',
    'node_modules/@veinmind/plugin-iac/index.js': evil,
    'node_modules/@veinmind/sdk/package.json': '{"name": "@veinmind/sdk", "main": "index.js"}',
    'node_modules/@veinmind/sdk/index.js': evil,
  }
  const cwd = await mkdtemp(join(tmpdir(), 'veinmind-planted-'))
  for (const [name, text] of Object.entries(planted)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true })
    await writeFile(join(cwd, name), text)
  }
  const { code, stdout } = await runVeinmind(['scan', 'iac', '.', '--no-cache', '-f', 'json'], { cwd })
  const report = JSON.parse(stdout) as Report
  expect(report.findings.map(({ rule, locations: [at] }) => `${rule.id} ${at?.path}`)).toContain('KN-011 pod.yaml')
  expect(code).toBe(1)
  expect(await readdir(cwd)).not.toContain('ran')
  await rm(cwd, { recursive: true })
})
