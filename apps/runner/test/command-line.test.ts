import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PLUGINS } from '../src/manifest.ts'
import { runVeinmind } from './run-veinmind.ts'

test('--version is the package’s', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  expect(await runVeinmind(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
})

test('--help names the commands and shows examples', async () => {
  const { code, stdout } = await runVeinmind(['--help'])
  expect(code).toBe(0)
  for (const text of [
    'veinmind scan',
    'veinmind list',
    'veinmind info',
    'veinmind cache',
    'veinmind completion',
    'scan registry harbor.local/app',
  ]) {
    expect(stdout).toContain(text)
  }
})

test('the help of a target shows its flags, those of the plugins and of the scan', async () => {
  const { code, stdout } = await runVeinmind(['scan', 'registry', '--help'])
  expect(code).toBe(0)
  for (const flag of [
    '--newest',
    '--platform',
    '--password-stdin',
    '--sensitive.',
    '--weakpass.',
    '--fail-on',
    '--cache-dir',
    '--format, ',
  ]) {
    expect(stdout).toContain(flag.trim().replace(/,$/, ''))
  }
})

test('list and info', async () => {
  const list = await runVeinmind(['list', 'plugins'])
  expect(list.stdout.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual([...Object.keys(PLUGINS), ''])
  const targets = await runVeinmind(['list', 'targets'])
  expect(targets.stdout).toMatch(/^image .*\n(?:.*\n)*registry /m)
  const info = JSON.parse((await runVeinmind(['info', 'weakpass'])).stdout) as {
    name: string
    manifestVersion: number
    commands: unknown[]
  }
  expect(info).toMatchObject({ name: 'weakpass', manifestVersion: 1 })
  expect(info.commands).toContainEqual({ path: ['scan', 'image'], type: 'image', data: {} })
})

test.each([
  [[], 'no command given', 'see --help'],
  [['scna'], 'unknown command scna', 'did you mean scan?'],
  [['scan'], 'no target given', 'see --help'],
  [['scan', 'regsitry', 'x'], 'unknown target regsitry', 'did you mean registry?'],
  [['scan', 'registry', 'localhost:1/x', '--fial-on', 'high'], 'unknown flag --fial-on', 'did you mean --fail-on?'],
  [
    ['scan', 'registry', 'localhost:1/x', '--sensitive.rule-file', 'x'],
    'unknown flag --sensitive.rule-file',
    'did you mean --sensitive.rules-file?',
  ],
  [
    ['scan', 'registry', 'localhost:1/x', '--plugins', 'sensitve'],
    'unknown plugin sensitve',
    'did you mean sensitive?',
  ],
  [['scan', 'registry', 'localhost:1/x', '-f', 'jsno'], 'jsno', 'json'],
  [['scan', 'registry', 'localhost:1/x', '--fail-on', 'severe'], 'fail-on', ''],
  [['scan', 'registry', 'localhost:1/x', '--timeout', 'soon'], 'soon is not a time', '90s'],
  [['scan', 'registry', 'localhost:1/x', '--config', '/nonexistent.yaml'], 'cannot read /nonexistent.yaml', ''],
  [
    ['scan', 'registry', 'localhost:1/x', '--skip-plugins', Object.keys(PLUGINS).join(',')],
    'no plugin is left to run',
    '',
  ],
  [
    ['scan', 'image', '-', '--username', 'robot', '--password-stdin'],
    'standard input cannot be read for both - and --password-stdin',
    'docker login',
  ],
  [['scan', 'image', '/dev/stdin', '-'], 'standard input cannot be read for both /dev/stdin and -', 'by its path'],
  [['info', 'weekpass'], 'unknown plugin weekpass', 'did you mean weakpass?'],
  [['cache', 'burn'], 'burn', ''],
])('%j is wrong usage', async (args, message, hint) => {
  const run = await runVeinmind(args)
  expect(run.stderr).toContain(message)
  expect(run.stderr).toContain(hint)
  expect(run.stdout).toBe('')
  expect(run.code).toBe(2)
})

test.each([
  [['sc'], 'scan'],
  [['scan', ''], 'container'],
  [['scan', 'con'], 'container'],
  [['scan', 'container', '--ru'], '--running'],
  [['scan', 'image', ''], '--sensitive.max-size'],
])('what a shell asks to complete %j: %s', async (words, offered) => {
  const run = await runVeinmind(['--get-yargs-completions', 'veinmind', ...words])
  expect(run.stderr).toBe('')
  expect(run.stdout.split('\n').map((line) => line.split(':')[0])).toContain(offered)
})

test('completion fish and completion powershell ask the program for what may follow', async () => {
  for (const shell of ['fish', 'powershell', 'pwsh']) {
    const { code, stdout } = await runVeinmind(['completion', shell])
    expect([code, stdout]).toEqual([0, expect.stringContaining('veinmind --get-yargs-completions')])
  }
})

test('completion prints a script', async () => {
  expect((await runVeinmind(['completion'], { env: { SHELL: '/bin/bash' } })).stdout).toContain('veinmind')
})
