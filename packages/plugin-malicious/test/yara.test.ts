import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scanWith } from '@veinmind/plugin-testing'
import { buildImage, layer, remove } from '@veinmind/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import malicious from '../src/index.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'malicious-yara-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const RULE = 'rule Own_Marker { strings: $a = "OWN-MARKER" wide ascii $b = { 13 37 ?? 42 } condition: any of them }\n'
const image = buildImage(
  layer({ 'opt/a': 'xx OWN-MARKER', 'opt/b': Buffer.from([0x13, 0x37, 0xff, 0x42]), 'opt/c': 'nothing' }),
  layer(remove('opt/a')),
)

test('rules of a file and of a folder match, and say which of their texts', async () => {
  writeFileSync(join(folder, 'own.yar'), RULE)
  for (const rules of [folder, join(folder, 'own.yar')]) {
    const report = await scanWith(malicious, image, { options: { rules, clamd: 'off' } })
    expect(report.errors).toEqual([])
    expect(report).toReport({ rule: 'MAL-303', path: '/opt/a', hiddenBy: 1 })
    expect(report).toReport({ rule: 'MAL-303', path: '/opt/b' })
    expect(report.findings).toHaveLength(2)
    expect(report.findings.map(({ evidence }) => evidence).join()).toContain('Own_Marker: $b at byte 0')
  }
})

test('a rule that cannot be compiled fails the plugin, with its file', async () => {
  writeFileSync(join(folder, 'bad.yar'), 'rule Broken { condition: }')
  const report = await scanWith(malicious, image, { options: { rules: folder, clamd: 'off' } })
  expect(report.plugins[0]?.outcome).toBe('failed')
  expect(report.errors[0]).toMatchObject({
    code: 'MALICIOUS_YARA_INVALID',
    message: expect.stringContaining('bad.yar'),
  })
})
