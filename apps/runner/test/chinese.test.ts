import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildImage, layer, ociArchive } from '@veinmind/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

// Each test starts the program several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-chinese-'))
  await writeFile(
    join(folder, 'app.tar'),
    ociArchive(buildImage(layer({ 'etc/motd': 'hello' }), { references: ['app:1'] })),
  )
})
afterAll(() => rm(folder, { recursive: true }))

const run = (args: readonly string[], env: Record<string, string> = {}) => runVeinmind(args, { cwd: folder, env })

test.each([
  ['--help'],
  ['scan', 'registry', '--help'],
  ['scan', 'k8s', '--help'],
  ['scan', 'iac', '--help'],
  ['plugin', '--help'],
  ['cache', '--help'],
])('help is Chinese: %s %s %s', async (...args) => {
  const { stdout } = await run([...args, '--lang', 'zh'])
  const [head = ''] = stdout.split(/^示例：/m)
  // Every flag that is described, and every heading.
  const options = head.split(/\n(?= +(?:-\w, )?--)/).slice(1)
  expect(options.length).toBeGreaterThan(1)
  expect(options.filter((option) => !/\p{Script=Han}/u.test(option.replaceAll(/\[[^\]]*\]/g, '')))).toEqual([])
  expect(head.split('\n').filter((line) => /^\w[^：]*:$/.test(line))).toEqual([])
})

test.each([
  [['nginx:1.27'], '错误 USAGE  未知命令 nginx:1.27\n      是否想输入 veinmind scan image nginx:1.27？\n'],
  [
    ['scan', 'image', 'app.tar', '--severity', 'high'],
    '错误 USAGE  未知参数 --severity\n      所有级别都会报告；--fail-on <severity> 指定哪些级别使退出码为 1\n',
  ],
  [
    ['scan', 'image', 'app.tar', '--timeout', 'soon'],
    '错误 USAGE  --timeout：soon 不是时间\n      请写成 90s、30m 或 1h30m\n',
  ],
] as const)('wrong usage is answered in the language of the line, or of the locale: %j', async (args, stderr) => {
  expect(await run([...args, '--lang=zh'])).toMatchObject({ code: 2, stderr })
  expect(await run(args, { LANG: 'zh_CN.UTF-8' })).toMatchObject({ code: 2, stderr })
})

test('errors in a report are Chinese where a person reads it, and English for programs', async () => {
  const args = ['scan', 'image', './gone.tar', '-q', '--no-cache', '--lang', 'zh']
  const [cli, json] = await Promise.all([run(args), run([...args, '-f', 'json'])])
  expect(cli.stdout).toContain('./gone.tar 不存在')
  expect(JSON.parse(json.stdout)).toMatchObject({ errors: [{ message: './gone.tar does not exist' }] })
})

test('a file of flags says the language as well', async () => {
  await writeFile(join(folder, 'flags.yaml'), 'lang: zh\n')
  const { stdout } = await run(['scan', 'image', 'app.tar', '--plan', '-c', 'flags.yaml'])
  expect(stdout).toMatch(/^镜像  app:1 .* 1 层 .*\n待扫描 1 个，共 1 层，无缓存时需获取 .*\n$/)
})
