import { expect, test } from 'vitest'
import { loadPlugins } from '../src/load-plugins.ts'
import pages from '../src/error-pages.json' with { type: 'json' }
import { runVeinmind } from './run-veinmind.ts'

test('a rule: what it is, what to do, where to read more; in Chinese too', async () => {
  const english = await runVeinmind(['explain', 'weak-001'])
  expect([english.code, english.stdout.split('\n').slice(0, 2)]).toEqual([
    0,
    ['WEAK-001  Account without a password', 'critical · confidence high · weakpass · T1078.001 · T1078.003'],
  ])
  expect(english.stdout).toContain('  https://nvd.nist.gov/vuln/detail/CVE-2019-5021\n')
  const chinese = await runVeinmind(['explain', 'WEAK-001', '--lang', 'zh'])
  expect(chinese.stdout).toMatch(/^WEAK-001 {2}账户没有密码\n严重 · 置信度 高 · weakpass/)
})

test('an error code', async () => {
  const { code, stdout } = await runVeinmind(['explain', 'CACHE_UNUSABLE'])
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^CACHE_UNUSABLE\n\nThe cache folder cannot be made/)])
  const chinese = await runVeinmind(['explain', 'cache_unusable', '--lang', 'zh'])
  expect([chinese.code, chinese.stdout]).toEqual([
    0,
    expect.stringMatching(/^CACHE_UNUSABLE\n\n无法创建、读取或写入缓存文件夹；[^]*--cache-dir/),
  ])
})

test('every error code is explained in Chinese too', () => {
  const texts = Object.entries<{ readonly en: string; readonly zh?: string }>(pages)
  expect(texts.length).toBeGreaterThan(200)
  expect(texts.filter(([, { zh = '' }]) => !/\p{Script=Han}/u.test(zh)).map(([code]) => code)).toEqual([])
})

test('what is neither is refused, with the nearest that there is', async () => {
  expect(await runVeinmind(['explain', 'WEAK-0001'])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('did you mean WEAK-001?') as string,
  })
  expect((await runVeinmind(['explain', 'CVE-2021-44228'])).stderr).toContain('is a vulnerability')
})

test('no two rules have one id, and none is called as an error is', async () => {
  const plugins = await loadPlugins()
  const ids = (await Promise.all(plugins.map(async (plugin) => (await plugin.rules?.()) ?? []))).flat()
  expect(plugins.filter((plugin) => !('rules' in plugin)).map(({ name }) => name)).toEqual([])
  expect(ids.length).toBeGreaterThan(500)
  const names = [...ids.map(({ id }) => id.toUpperCase()), ...Object.keys(pages)]
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})
