import { scanWith } from '@veinmind/plugin-testing'
import type { IacFile } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import iac from './index.ts'

const fileOf = (path: string, text: string, more: Partial<IacFile> = {}): IacFile => ({ kind: 'iac', id: path, name: path, path, bytes: Buffer.from(text), ...more })

test('a Dockerfile: findings with their lines, a secret masked, a fault with its place, and the rest read', async () => {
  const file = fileOf('deploy/Dockerfile', 'FROM alpine\nENV DB_PASSWORD=correct-horse\nBOGUS x\nRUN apk add \\\n  curl\n')
  const report = await scanWith(iac, file, { showSecrets: false })
  expect(report).toReport({ rule: 'DF-003', path: 'deploy/Dockerfile', line: 1, evidence: 'FROM alpine' })
  expect(report).toReport({ rule: 'DF-026', line: 4, evidence: 'apk add curl' })
  expect(report).toReport({ rule: 'DF-012', line: 2, severity: 'high' })
  expect(JSON.stringify(report)).not.toContain('correct-horse')
  expect(report.plugins[0]).toMatchObject({ outcome: 'partial', reason: expect.stringContaining('line 3, column 1: unknown instruction "BOGUS"') as string })
})
