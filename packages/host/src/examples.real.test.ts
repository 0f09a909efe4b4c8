import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { scan } from '@veinmind/engine'
import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { openExternalPlugin } from './index.ts'

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url))
const KEY = ['BEGIN', 'END'].map((word) => `-----${word} EC PRIVATE KEY-----\n`).join('AAAA\n')
const IMAGE = buildImage(
  layer({
    'etc/shared': { content: 'x', mode: 0o666 },
    'etc/own': { content: 'x', mode: 0o644 },
    'srv/tls.key': KEY,
    'srv/public.pem': 'none',
    'srv/big.pem': 'x'.repeat(70_000),
  }),
)

test('the example in Python', async () => {
  const report = await scan([IMAGE], {
    plugins: [await openExternalPlugin(join(EXAMPLES, 'python', 'world-writable.py'))],
  })
  expect(report.errors).toEqual([])
  expect(report.findings.map(({ rule, locations }) => [rule.id, locations[0]?.path])).toEqual([
    ['WW-001', '/etc/shared'],
  ])
  expect(report.plugins).toMatchObject([{ outcome: 'ok', coverage: { scanned: 1, skipped: {} } }])
})

test('the example in Go', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'veinmind-example-'))
  try {
    const path = join(folder, 'private-keys')
    await promisify(execFile)('go', ['build', '-o', path, '.'], { cwd: join(EXAMPLES, 'go') })
    const report = await scan([IMAGE], { plugins: [await openExternalPlugin(path)] })
    expect(report.errors).toEqual([])
    expect(report.findings.map(({ rule, locations }) => [rule.id, locations[0]?.path])).toEqual([
      ['PK-001', '/srv/tls.key'],
    ])
    expect(report.plugins).toMatchObject([{ outcome: 'ok', coverage: { scanned: 2, skipped: { 'too-large': 1 } } }])
  } finally {
    await rm(folder, { recursive: true })
  }
})
