import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { Setting } from '../setting.ts'

/** A plugin in the command line of somebody else's tool. */
const TOOL = `
import { definePlugin, defineInspector, content, imageCommand, kib, option } from '@veinmind/sdk'
import { mapReport } from '@veinmind/standalone'
import yargs from 'yargs'

const RULE = { id: 'GREET-001', title: 'A greeting is configured', severity: 'medium', remediation: 'Say nothing.' } as const

const greetings = defineInspector({
  id: 'greetings',
  version: 1,
  keywords: ['greeting='],
  wants: (entry) => entry.path.endsWith('.env') && content({ max: kib(64), keywords: true }),
  inspect: (file) => ({ text: Buffer.from(file.bytes).toString('utf8').trim() }),
})

const options = { linger: option.boolean('do not end by itself') }

const command = imageCommand<typeof options>(async (_image, context) => {
  for (const { record, location } of context.records(greetings)) {
    context.report({ type: 'Greeting', class: 'risk', rule: RULE, locations: [location], evidence: record.text, detail: {} })
  }
  if (!context.options.linger) return
  context.log.warn('lingering')
  await new Promise((resolve) => context.signal.addEventListener('abort', resolve))
})

const plugin = definePlugin({ name: 'greetings', title: 'Greetings', options, inspectors: [greetings], commands: [command] })

await yargs(process.argv.slice(2)).scriptName('acme').command(mapReport(command, { plugin })).demandCommand(1).strictCommands().parse()
`.trimStart()

/** `mapReport` from outside: only published packages, and no word about output. */
export function ownTool(setting: () => Setting): void {
  let folder = ''
  beforeAll(async () => {
    folder = setting().folder('own-tool', { 'tool.ts': TOOL, 'package.json': '{"private":true,"type":"module"}' })
    await setting().asUser('pnpm', ['add', '@veinmind/sdk', '@veinmind/standalone', 'yargs'], { cwd: folder })
  })

  const run = async (...args: readonly string[]): Promise<{ code: number; stdout: string }> => {
    return setting().asUser('node', ['tool.ts', 'image', ...args], { cwd: folder, allow: [0, 1, 2, 3, 4] })
  }
  const report = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), 'utf8'))

  test('at most 40 lines render cli, json and html', async () => {
    expect(TOOL.trim().split('\n').length).toBeLessThanOrEqual(40)
    const { code, stdout } = await run(setting().archive, '-f', 'cli,json,html', '-o', 'out')
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/A greeting is configured[^]*GREETING=hello/) as string,
    })
    expect(report('out/report.json')).toMatchObject({
      findings: [{ rule: { id: 'GREET-001' }, locations: [{ path: '/srv/.env', hiddenBy: 2 }] }],
    })
    expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('GREETING=hello')
  })

  test('exit codes: below --fail-on, nothing to scan, wrong usage', async () => {
    expect((await run(setting().archive, '--fail-on', 'high')).code).toBe(0)
    expect((await run('./none.tar', '--from', 'archive')).code).toBe(4)
    expect((await run(setting().archive, '-f', 'jsno')).code).toBe(2)
  })

  test('interrupted: what was found is rendered all the same', async () => {
    const args = ['tool.ts', 'image', setting().archive, '--linger', '-f', 'cli,html,json', '-o', 'cut']
    const child = spawn('node', args, {
      cwd: folder,
      env: { ...process.env, ...setting().environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.includes('lingering')) child.kill('SIGINT')
    })
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130)
    expect(stdout).toContain('A greeting is configured')
    expect(report('cut/report.json')).toMatchObject({ findings: [{}], errors: [{ code: 'ENGINE_ABORTED' }] })
    expect(existsSync(join(folder, 'cut/report.html'))).toBe(true)
  })
}
