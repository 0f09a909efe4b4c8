import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCertificates, run, startSshd } from '@veinmind/services'
import type { CommandOptions, CommandResult } from '@veinmind/services'
import { beforeAll, expect, test } from 'vitest'
import { startHttpBackend } from '../../../../packages/target-git/test/http-backend.ts'
import { openWorkspace } from '../../../checks/workspace.ts'
import { ROOT } from '../../src/pnpm.ts'
import { makeRepository } from '../git-repository.ts'
import type { Setting } from '../setting.ts'

const DOCKERFILE = 'FROM debian:12\nUSER app\nHEALTHCHECK CMD true\nEXPOSE 22\n'
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { hostPID: true, containers: [{ name: web, image: "a:1" }] }\n'
const RULE = `- id: ACME-001
  title: Images come from our registry
  severity: high
  on: container
  when: '!container.image.startsWith("registry.acme.example/")'
  ng: ["{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: 'web:1'}]}}"]
  ok: ["{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, image: 'registry.acme.example/web:1'}]}}"]
`

/** Every plugin of this repository comes with the runner. */
const PLUGINS = openWorkspace(ROOT).packages.flatMap(({ short, folder }) =>
  folder.startsWith('packages/plugin-') && short !== 'plugin-testing' ? [short.slice('plugin-'.length)] : [],
)

/** `pnpm dlx @veinmind/runner` in an empty folder. */
export function runner(setting: () => Setting): void {
  let repositories = ''
  beforeAll(async () => {
    repositories = setting().folder('repositories', {
      'work/deploy/Dockerfile': DOCKERFILE,
      'work/Dockerfile': 'FROM a\n',
    })
    await makeRepository(repositories)
  })

  const veinmind = (cwd: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> => {
    return setting().asUser('pnpm', ['--silent', 'dlx', '@veinmind/runner', ...args], { ...options, cwd })
  }

  test('scan registry: a repository, with all reports', async () => {
    const folder = setting().folder('scan')
    const { host } = setting().registry
    const { stdout } = await veinmind(folder, ['scan', 'registry', `${host}/app`, '-f', 'cli,json,html', '-o', 'out'], {
      allow: [1],
    })
    expect(stdout).toContain('/etc/shadow')
    const report: unknown = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'))
    expect(report).toMatchObject({ targets: [{ outcome: 'ok', references: [`${host}/app:1.0`] }], errors: [] })
    expect(existsSync(join(folder, 'out/report.html'))).toBe(true)
  })

  test('npm install --global: few packages, small, no scripts, no word of warning; the program veinmind', async () => {
    const folder = setting().folder('global')
    const install = ['install', '--global', '--prefix', folder, '@veinmind/runner']
    const said = await setting().asUser('npm', install, { cwd: folder })
    expect(`${said.stdout}${said.stderr}`).not.toMatch(/warn|deprecated|vulnerab/i)
    const manifests = globSync('lib/node_modules/**/package.json', { cwd: folder }).map((path) => {
      return JSON.parse(readFileSync(join(folder, path), 'utf8')) as { name?: string; scripts?: Record<string, string> }
    })
    expect(Number(/added (\d+) packages?/.exec(said.stdout)?.[1])).toBeLessThanOrEqual(40)
    expect(
      manifests.filter(({ scripts = {} }) => scripts['install'] ?? scripts['preinstall'] ?? scripts['postinstall']),
    ).toEqual([])
    const { stdout: size } = await run('du', ['-sk', folder])
    expect(Number.parseInt(size)).toBeLessThanOrEqual(30 * 1024)
    const { stdout } = await setting().asUser(join(folder, 'bin/veinmind'), ['list', 'plugins'], { cwd: folder })
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(PLUGINS)
  })

  test('scan iac: the current folder', async () => {
    const folder = setting().folder('iac', { 'deploy/Dockerfile': DOCKERFILE })
    expect((await veinmind(folder, ['scan', 'iac', '.'], { allow: [1] })).stdout).toMatch(
      /SSH port is exposed +deploy\/Dockerfile:4/,
    )
  })

  test('scan iac: a folder of a repository over https, at a tag, with a token', async () => {
    using certificates = await createCertificates()
    await using server = await startHttpBackend({ root: repositories, tls: certificates.server, login: 'oauth2:good' })
    const folder = setting().folder('git-https')
    const args = ['scan', 'iac', `${server.url}/repo.git//deploy`, '--ref', 'v1', '--ca-file', certificates.ca]
    const { stdout } = await veinmind(folder, [...args, '--token-stdin'], { allow: [1], input: 'good\n' })
    expect(stdout).toMatch(/SSH port is exposed +deploy\/Dockerfile:4[^]* 1 file /)
    const refused = await veinmind(folder, args, { allow: [4], env: { VEINMIND_GIT_TOKEN: 'bad' } })
    expect(refused.stdout).toMatch(/GIT_UNAUTHORIZED[^]*VEINMIND_GIT_TOKEN/)
  })

  test('scan iac: the same over ssh, as user@host:path and as ssh://', async () => {
    const folder = setting().folder('git-ssh')
    for (const [address, port] of [
      ['127.0.0.2', 22],
      ['127.0.0.1', undefined],
    ] as const) {
      await using sshd = await startSshd({ address, ...(port ? { port } : {}) })
      const path = `${repositories}/repo.git`
      const url = port ? `${sshd.user}@${address}:${path}` : `ssh://${sshd.user}@${address}:${sshd.port}${path}`
      const args = ['scan', 'iac', `${url}//deploy`, '--ref', 'v1', '--ssh-key', sshd.key]
      const env = { VEINMIND_SSH_PASSPHRASE: sshd.passphrase }
      const { stdout } = await veinmind(folder, [...args, '--ssh-host-key', sshd.fingerprint], { allow: [1], env })
      expect(stdout).toMatch(/SSH port is exposed +deploy\/Dockerfile:4[^]* 1 file /)
      expect((await veinmind(folder, args, { allow: [4], env })).stdout).toContain('GIT_HOST_KEY')
    }
  })

  test('scan k8s: a folder of manifests', async () => {
    const folder = setting().folder('k8s', { 'manifests/pod.yaml': POD })
    expect((await veinmind(folder, ['scan', 'k8s', './manifests'], { allow: [1] })).stdout).toMatch(/pod\.yaml:4/)
  })

  test('scan container --help, and a rule of one’s own on its samples', async () => {
    const folder = setting().folder('rules', { 'rules/acme.yaml': RULE })
    expect((await veinmind(folder, ['scan', 'container', '--help'])).stdout).toMatch(
      /^veinmind scan container \[id\|name\][^]*--running/,
    )
    expect((await veinmind(folder, ['rules', 'test', './rules'])).stdout).toContain(
      '1 rule, 2 cases: 2 passed, 0 failed',
    )
  })
}
