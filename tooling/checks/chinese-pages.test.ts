import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkChinesePages } from './chinese-pages.ts'
import { openWorkspace } from './workspace.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'veinmind-pages-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const asOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

function problemsOf(files: Readonly<Record<string, string>>): string[] {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return checkChinesePages(openWorkspace(root)).map(({ at, message }) => `${at}: ${message}`)
}

test('Chinese pages that are older than the English ones, lead nowhere or are missing', () => {
  const readme =
    '# A\n\n[简体中文](README.zh-CN.md)\n\n[cache](docs/cache.md), [plugins](docs/plugins.md), [clusters](docs/clusters.md)\n'
  const cache = '# Cache\n\n[简体中文](zh-CN/cache.md)\n'
  const files = {
    'README.md': readme,
    'README.zh-CN.md': `# A\n\n[English](README.md)\n\n[插件](docs/plugins.md)（英文）\n\n<!-- of README.md as of ${asOf(readme)} -->\n`,
    'docs/cache.md': cache,
    'docs/zh-CN/cache.md': `# 缓存\n\n[English](../cache.md)\n\n<!-- of docs/cache.md as of ${asOf(cache)} -->\n`,
    'docs/plugins.md': '# Plugins\n',
    'docs/clusters.md': '# Clusters\n',
  }
  expect(problemsOf(files)).toEqual([
    'docs/clusters.md: has no page in Chinese, and README.zh-CN.md does not name it as English',
  ])
  const changed = `# Cache\n\nMore.\n`
  expect(
    problemsOf({ 'docs/cache.md': changed, 'docs/clusters.md': '# Clusters\n', 'docs/zh-CN/clusters.md': '# 集群\n' }),
  ).toEqual([
    `docs/zh-CN/cache.md: is older than docs/cache.md: say what has changed, then write "as of ${asOf(changed)}"`,
    'docs/cache.md: does not lead to zh-CN/cache.md at its top',
    expect.stringContaining('docs/zh-CN/clusters.md: does not say <!-- of'),
    expect.stringContaining('docs/clusters.md: has no page in Chinese'),
  ])
})
