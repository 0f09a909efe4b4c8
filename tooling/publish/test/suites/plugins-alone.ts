import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startDockerd } from '@veinmind/services'
import type { CommandResult } from '@veinmind/services'
import { expect, test } from 'vitest'
import { openWorkspace } from '../../../checks/workspace.ts'
import { ROOT } from '../../src/pnpm.ts'
import type { Setting } from '../setting.ts'

/** What `npx` and `pnpm dlx` make of a plugin's package. */
export function pluginsAlone(setting: () => Setting): void {
  const npx = (cwd: string, args: readonly string[], allow: readonly number[] = [0]): Promise<CommandResult> => {
    return setting().asUser('npx', ['-y', ...args], { cwd, allow })
  }

  test('npx: an archive, in an empty folder', async () => {
    const folder = setting().folder('npx')
    const args = ['@veinmind/plugin-weakpass', 'scan', 'image', setting().archive, '-f', 'cli,json', '-o', 'out']
    const { stdout } = await npx(folder, args, [1])
    expect(stdout).toContain('/etc/shadow:1')
    const report: unknown = JSON.parse(readFileSync(join(folder, 'out/report.json'), 'utf8'))
    expect(report).toMatchObject({
      findings: [{ rule: { id: 'WEAK-002' } }],
      errors: [],
      tool: { name: 'veinmind-weakpass' },
    })
    expect(readdirSync(folder)).toEqual(['out'])
  })

  test('npx: an image of a registry', async () => {
    const folder = setting().folder('npx-registry')
    const reference = `${setting().registry.host}/app:1.0`
    expect((await npx(folder, ['@veinmind/plugin-weakpass', 'scan', 'image', reference], [1])).stdout).toMatch(
      /\/etc\/shadow:1[^]* 1 image /,
    )
  })

  test('npx: a container of docker, and a docker that is not there', async () => {
    const folder = setting().folder('npx-container')
    const scan = ['@veinmind/plugin-weakpass', 'scan', 'container', '--from', 'docker', '--docker-host']
    await using dockerd = await startDockerd()
    await dockerd.docker(['load', '-i', setting().archive])
    await dockerd.docker(['create', '--name', 'web', '--network', 'none', 'app:1.0', '/x'])
    expect((await npx(folder, [...scan, dockerd.address], [1])).stdout).toMatch(/\/etc\/shadow:1[^]*1 container /)
    const { stdout } = await npx(folder, [...scan, 'unix:///nonexistent.sock'], [4])
    expect(stdout).toMatch(/Nothing was scanned[^]*LOCAL_ENGINE_UNREACHABLE[^]*nonexistent\.sock/)
  })

  test('npx: on the oldest Node that is promised', async () => {
    const { engines } = openWorkspace(ROOT).packages.find(({ short }) => short === 'plugin-weakpass')?.manifest ?? {}
    const oldest = `${/^>=(\d+\.\d+)$/.exec(engines?.['node'] ?? '')?.[1]}.0`
    const packages = ['-p', `node@${oldest}`, '-p', '@veinmind/plugin-weakpass']
    const command = `node --version && veinmind-weakpass scan image ${setting().archive}`
    const { stdout } = await npx(setting().folder('node'), [...packages, '-c', command], [1])
    expect(stdout).toMatch(new RegExp(`^v${oldest}\n[^]*/etc/shadow:1`))
  })

  test('npx: the manifest of every plugin; --help and --version', async () => {
    const folder = setting().folder('npx-info')
    const plugins = openWorkspace(ROOT).packages.flatMap(({ published, manifest: { name = '' } }) => {
      return published && name.startsWith('@veinmind/plugin-') && name !== '@veinmind/plugin-testing' ? [name] : []
    })
    expect(plugins.length).toBeGreaterThanOrEqual(5)
    const infos = await Promise.all(plugins.map((plugin) => npx(folder, [plugin, 'info'])))
    const manifests = infos.map(
      ({ stdout }) => JSON.parse(stdout) as { name: string; version: string; commands: unknown[] },
    )
    expect(manifests.map(({ name }) => name.replace('veinmind-', '@veinmind/plugin-'))).toEqual(plugins)
    // What correlates has no command of its own.
    expect(manifests.filter(({ commands }) => commands.length === 0).map(({ name }) => name)).toEqual([
      'veinmind-chain',
    ])
    const weakpass = manifests.find(({ name }) => name === 'veinmind-weakpass')
    expect((await npx(folder, ['@veinmind/plugin-weakpass', '--version'])).stdout).toBe(`${weakpass?.version}\n`)
    expect((await npx(folder, ['@veinmind/plugin-weakpass', '--help'])).stdout).toMatch(
      /^veinmind-weakpass <command>[^]* scan /,
    )
  })

  test('pnpm dlx: the same plugin', async () => {
    const { stdout } = await setting().asUser(
      'pnpm',
      ['dlx', '@veinmind/plugin-weakpass', 'scan', 'image', setting().archive],
      {
        cwd: setting().folder('dlx'),
        allow: [1],
      },
    )
    expect(stdout).toContain('/etc/shadow:1')
  })
}
