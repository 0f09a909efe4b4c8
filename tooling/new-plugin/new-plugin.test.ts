import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { copyRepository, pnpm } from '@veinmind/publish'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { namesOf } from './names.ts'

const execute = promisify(execFile)
let copy: string

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'veinmind-new-plugin-'))
  await copyRepository(copy)
  await pnpm(['new:plugin', 'weak-keys'], { cwd: copy })
}, 600_000)
afterAll(() => rmSync(copy, { recursive: true, force: true }))

test('a new plugin passes its own tests', async () => {
  await execute('vitest', ['run', 'packages/plugin-weak-keys', '--reporter=json', '--outputFile=report.json'], {
    cwd: copy,
  })
  expect(JSON.parse(readFileSync(join(copy, 'report.json'), 'utf8'))).toMatchObject({
    success: true,
    numFailedTests: 0,
  })
}, 600_000)

test('the types, the lint rules and the rules of the house have nothing to say of it', async () => {
  await execute('tsc', ['-b', 'packages/plugin-weak-keys'], { cwd: copy })
  await execute('oxlint', ['--type-aware', '--deny-warnings', 'packages/plugin-weak-keys', 'apps/runner'], {
    cwd: copy,
  })
  await execute('oxfmt', ['--check'], { cwd: copy })
  const house = await execute('node', ['tooling/checks/run.ts'], { cwd: copy }).catch(
    (error: { stderr: string }) => error,
  )
  // What somebody is at work on elsewhere is said of the copy too.
  expect(house.stderr).not.toMatch(/weak-keys|README|apps\/runner/)
}, 600_000)

test('both READMEs list it among the plugins', () => {
  for (const readme of ['README.md', 'README.zh-CN.md'])
    expect(readFileSync(join(copy, readme), 'utf8')).toMatch(
      /\n\| \[@veinmind\/plugin-[^\n]+\n\| \[@veinmind\/plugin-weak-keys\]\(packages\/plugin-weak-keys\) \| .+\n\| \[@veinmind\/target/,
    )
})

test('the runner has it', () => {
  const listed = execFileSync('node', ['apps/runner/src/bin.ts', 'list', 'plugins'], { cwd: copy, encoding: 'utf8' })
  expect(listed).toContain('weak-keys')
})

test('its command is called as it is, and nothing of the template stays', () => {
  const files = ['package.json', 'README.md', 'src/index.ts', 'src/rules.ts', 'src/weak-keys.test.ts'].map((path) =>
    join(copy, 'packages/plugin-weak-keys', path),
  )
  expect(files.filter((path) => /example/i.test(readFileSync(path, 'utf8')))).toEqual([])
  expect(JSON.parse(readFileSync(files[0] ?? '', 'utf8'))).toMatchObject({
    bin: { 'veinmind-weak-keys': './src/bin.ts' },
  })
})

test('a name that is none, and one that is taken, are refused', async () => {
  const call = (name: string): Promise<unknown> =>
    execute('node', ['tooling/new-plugin/new-plugin.ts', name], { cwd: copy })
  await expect(call('Weak_Keys')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('lower case') as string,
  })
  await expect(call('weak-keys')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('exists') as string,
  })
  expect(namesOf('weak-keys')).toMatchObject({ camel: 'weakKeys', pascal: 'WeakKeys', title: 'Weak keys' })
})
