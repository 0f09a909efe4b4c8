import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runVeinmind } from './run-veinmind.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veinmind-rules-'))
  await mkdir(join(folder, 'rules', 'docker'), { recursive: true })
  await writeFile(join(folder, 'rules', 'docker', 'add.yml'), rule('SHOP-001', 'instruction.keyword == "ADD"'))
  await writeFile(join(folder, 'wrong.yaml'), rule('SHOP-002', 'instruction.keywrd == "ADD"'))
  await writeFile(join(folder, 'failing.yaml'), rule('SHOP-003', 'instruction.keyword == "COPY"'))
  await writeFile(join(folder, 'Dockerfile'), 'FROM a:1\nADD b c\n')
})
afterAll(() => rm(folder, { recursive: true }))

const rule = (id: string, when: string): string =>
  `- id: ${id}\n  title: No ADD\n  severity: high\n  on: instruction\n  when: ${when}\n  ng: ["FROM a:1\\nADD b c\\n"]\n  ok: ["FROM a:1\\nCOPY b c\\n"]\n`

test('rules that keep their samples: 0; the same folder for a scan', async () => {
  const tried = await runVeinmind(['rules', 'test', join(folder, 'rules')])
  expect([tried.code, tried.stdout]).toEqual([
    0,
    expect.stringMatching(
      /^pass {2}SHOP-001 {2}ng\[0\] {2}.*add\.yml:6\npass {2}SHOP-001 {2}ok\[0\] {2}.*add\.yml:7\n\n1 rule, 2 cases: 2 passed, 0 failed\n$/,
    ),
  ])
  const scanned = await runVeinmind([
    'scan',
    'iac',
    join(folder, 'Dockerfile'),
    '--iac.rules',
    join(folder, 'rules'),
    '-f',
    'json',
    '-o',
    '-',
  ])
  expect([scanned.code, scanned.stdout]).toEqual([1, expect.stringContaining('"SHOP-001"')])
})

test('a sample that comes out otherwise: 1, with what was expected and what came', async () => {
  const { code, stdout } = await runVeinmind(['rules', 'test', join(folder, 'failing.yaml')])
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(
      /FAIL {2}SHOP-003 {2}ng\[0\].*\n {6}expected: broken\n {6}came: {5}kept\nFAIL.*\n {6}expected: kept\n {6}came: {5}broken at line 2 \(COPY b c\)\n\n1 rule, 2 cases: 0 passed, 2 failed/,
    ),
  ])
})

test.each([
  ['rules', 'test', 'wrong.yaml'],
  ['scan', 'iac', 'Dockerfile', '--iac.rules', 'wrong.yaml'],
])('a rule that is wrong is wrong usage: %s %s', async (...words) => {
  const { code, stderr } = await runVeinmind(
    words.map((word) => (word.includes('.yaml') || word === 'Dockerfile' ? join(folder, word) : word)),
  )
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/IAC_RULES_INVALID.*wrong\.yaml:5: SHOP-002: No such key: keywrd/),
  ])
})
