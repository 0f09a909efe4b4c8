import { chmodSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandResult } from '@veinmind/services'
import { beforeAll, expect, test } from 'vitest'
import { pnpm } from '../../src/pnpm.ts'
import type { Setting } from '../setting.ts'

const MANIFEST = {
  name: 'hello',
  version: '1.0.0',
  manifestVersion: 1,
  protocol: 'veinmind/1',
  commands: [{ path: ['scan', 'image'], type: 'image' }],
}

/** A plugin in a language that is everywhere; it finds nothing. */
const EXECUTABLE = `#!/bin/sh\nif [ "$1" = info ]; then echo '${JSON.stringify(MANIFEST)}'; fi\n`

/** A plugin from `pnpm new:plugin` to the report of somebody who installed it. */
export function othersPlugins(setting: () => Setting): void {
  let folder = ''
  let packed = ''
  beforeAll(async () => {
    const { copy } = setting()
    folder = setting().folder('others-plugins', { hello: EXECUTABLE, npmrc: setting().npm.npmrc })
    chmodSync(join(folder, 'hello'), 0o755)
    await pnpm(['new:plugin', 'open-files'], { cwd: copy })
    const cwd = join(copy, 'packages/plugin-open-files')
    await pnpm(['build'], { cwd })
    await pnpm(['pack', '--pack-destination', folder], { cwd })
    await pnpm(['publish', '--no-git-checks'], { cwd })
    packed = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  })

  const veinmind = (...args: readonly string[]): Promise<CommandResult> => {
    return setting().asUser('pnpm', ['--silent', 'dlx', '@veinmind/runner', ...args], { cwd: folder, allow: [0, 1, 2] })
  }
  const scan = async (): Promise<{
    plugins: { name: string }[]
    findings: { plugin: string; locations: object[] }[]
  }> => {
    const { stdout } = await veinmind('scan', 'image', setting().archive, '-f', 'json', '-o', '-')
    return JSON.parse(stdout) as Awaited<ReturnType<typeof scan>>
  }

  test('installed from npm, listed, its findings in the report, removed', async () => {
    expect((await veinmind('plugin', 'install', '@veinmind/plugin-open-files')).stdout).toMatch(
      /^open-files {2}0\.0\.0 {2}image, container {2}\(own files\)/,
    )
    expect((await veinmind('plugin', 'list')).stdout).toContain('@veinmind/plugin-open-files')
    const { findings } = await scan()
    expect(findings.filter(({ plugin }) => plugin === 'open-files')).toMatchObject([
      { locations: [{ path: '/srv/shared' }] },
    ])
    expect((await veinmind('plugin', 'remove', 'open-files')).code).toBe(0)
    expect((await scan()).plugins.map(({ name }) => name)).not.toContain('open-files')
  })

  test('by npx, and as --plugin', async () => {
    const { stdout } = await setting().asUser(
      'npx',
      ['-y', '@veinmind/plugin-open-files', 'scan', 'image', setting().archive],
      { cwd: folder, allow: [1] },
    )
    expect(stdout).toContain('/srv/shared')
    const { stdout: json } = await veinmind(
      'scan',
      'image',
      setting().archive,
      '--plugin',
      './hello',
      '-f',
      'json',
      '-o',
      '-',
    )
    expect(JSON.parse(json)).toMatchObject({
      plugins: expect.arrayContaining([expect.objectContaining({ name: 'hello', outcome: 'ok' })]) as unknown[],
    })
  })

  test('a packed one and an executable, by their paths; one that VeinMind brings is refused', async () => {
    // The registry of what it depends on is in the user's npmrc, this time.
    const env = { npm_config_registry: undefined, npm_config_userconfig: join(folder, 'npmrc') }
    await setting().asUser(
      'pnpm',
      ['--silent', 'dlx', '@veinmind/runner', 'plugin', 'install', `./${packed}`, './hello'],
      { cwd: folder, env },
    )
    expect((await veinmind('plugin', 'list')).stdout).toMatch(
      /^hello {2}1\.0\.0[^]*\(as its user\)[^]*\nopen-files {2}0\.0\.0[^]*\(own files\)/,
    )
    expect((await scan()).plugins.map(({ name }) => name)).toEqual(expect.arrayContaining(['hello', 'open-files']))
    expect((await veinmind('plugin', 'remove', 'hello', 'open-files')).code).toBe(0)
    const taken = await veinmind('plugin', 'install', '@veinmind/plugin-history')
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining('HOST_NAME_TAKEN') as string })
  })
}
