import type { Finding, Report } from '../model/model.ts'
import { expect, test } from 'vitest'
import { loadTranslations } from './index.ts'
import { translateReport } from './translate-report.ts'

const evidenceOf = async (type: string, evidence: string): Promise<string | undefined> => {
  await loadTranslations('zh')
  const report = { errors: [], skipped: [], targets: [], plugins: [], findings: [{ type, evidence } as Finding] }
  return translateReport(report as unknown as Report, 'zh').findings[0]?.evidence
}

test('evidence that is told in words is told in Chinese, with what was found as it is', async () => {
  expect(await evidenceOf('Trace', 'it is a link to /dev/null')).toBe('它是指向 /dev/null 的链接')
  expect(await evidenceOf('Trace', 'set-user-ID root since the container was started')).toBe(
    '容器启动后被设置 SUID：root',
  )
  expect(await evidenceOf('Trace', 'its arguments are those of a miner: -o stratum+tcp://pool')).toMatch(
    /^\p{Script=Han}.*：-o stratum\+tcp:\/\/pool$/u,
  )
  expect(
    await evidenceOf('Escape', '/run/docker.sock → /d.sock: a privileged container is started by the socket'),
  ).toBe('/run/docker.sock → /d.sock：可借助该套接字启动特权容器')
})

test('what was scanned stays as it is, though it may look like a text of ours', async () => {
  for (const type of ['SensitiveFile', 'AbnormalHistory', 'IaC', 'Webshell'])
    expect(await evidenceOf(type, 'it is a link to /dev/null')).toBe('it is a link to /dev/null')
})
