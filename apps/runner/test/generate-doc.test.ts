import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TARGETS } from '../src/manifest.ts'
import { runVeinmind } from './run-veinmind.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-doc-'))
})
afterAll(() => rm(folder, { recursive: true }))

const generate = (...flags: readonly string[]) => runVeinmind(['generate', 'doc', ...flags], { cwd: folder })
const page = (path: string) => readFile(join(folder, path), 'utf8')

test('Markdown in docs, a page for each command with all of its flags', async () => {
  expect(await generate()).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/^\d+ pages in docs\n$/),
  })
  const names = await readdir(join(folder, 'docs'))
  const commands = [
    '',
    '_scan',
    '_list',
    '_info',
    '_plugin',
    '_rules',
    '_report',
    '_accept',
    '_cache',
    '_db',
    '_explain',
    '_doctor',
    '_generate',
    ...Object.keys(TARGETS).map((target) => `_scan_${target}`),
  ]
  expect(names.toSorted()).toEqual(commands.map((command) => `veinmind${command}.md`).toSorted())
  const image = await page('docs/veinmind_scan_image.md')
  for (const text of [
    '## veinmind scan image',
    '`-f, --format`',
    '`--weakpass.dictionary`',
    'veinmind scan image ./app.tar',
    '[veinmind scan](veinmind_scan.md)',
  ])
    expect(image).toContain(text)
  expect(await page('docs/veinmind_scan.md')).toContain('[veinmind scan registry](veinmind_scan_registry.md)')
})

test.each([
  ['man', 'veinmind-scan-image.1'],
  ['manpage', 'veinmind-scan-image.1'],
  ['rest', 'veinmind_scan_image.rst'],
  ['rst', 'veinmind_scan_image.rst'],
])('%s', async (type, name) => {
  expect((await generate('-t', type, '-p', `of/${type}`)).code).toBe(0)
  expect(await page(`of/${type}/${name}`)).toMatch(/weakpass\.dictionary/)
})

test.runIf(existsSync('/usr/bin/man'))('a manual page is one', async () => {
  await generate('--type', 'man', '--path', 'pages')
  const shown = execFileSync('man', ['--warnings', '-l', join(folder, 'pages/veinmind-scan-image.1')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], MANWIDTH: '120', LC_ALL: 'C.UTF-8' },
  })
  for (const text of ['veinmind-scan-image - ', '-f, --format', 'veinmind scan image nginx:1.27', 'veinmind-scan(1)'])
    expect(shown).toContain(text)
})

test.each(['yaml', 'yml'])('%s that can be read', async (type) => {
  await generate('-t', type, '-p', type)
  const lines = (await page(`${type}/veinmind_scan_k8s.yaml`)).trimEnd().split('\n')
  // Keys, and strings of JSON, which are strings of YAML.
  for (const line of lines) {
    expect(line).toMatch(/^(?:(?: {2}- | {4})?[a-z_]+:(?: ".*")?| {2}- ".*")$/)
    const [value = '""'] = /".*"$/.exec(line) ?? []
    expect(JSON.parse(value)).toBeTypeOf('string')
  }
  for (const line of ['name: "veinmind scan k8s"', '  - name: "kubeconfig"', '    shorthand: "k"', 'see_also:'])
    expect(lines).toContain(line)
})

test('what is wrong', async () => {
  expect(await generate('-t', 'pdf')).toMatchObject({ code: 2, stderr: expect.stringContaining('pdf') })
  expect(await generate('--paht', 'x')).toMatchObject({ code: 2 })
  await writeFile(join(folder, 'file'), 'mine')
  expect((await generate('-p', 'file')).code).not.toBe(0)
  expect(await page('file')).toBe('mine')
})
