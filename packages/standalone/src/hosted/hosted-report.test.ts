import { duplexPair } from 'node:stream'
import { createSecretKeeper } from '@veinmind/report'
import { Registry, REPORT_NAMESPACE } from '@veinmind/sdk'
import type { Json, ReportEvent } from '@veinmind/sdk'
import { createServiceClient, serveRegistry } from '@veinmind/sdk/wire'
import { expect, test } from 'vitest'
import { createHostedReport } from './hosted-report.ts'

test('an event for a host of the original is without the secrets of the others', async () => {
  const events: Json[] = []
  const [ours, theirs] = duplexPair()
  const functions = { report: (event?: Json) => void events.push(event ?? null) }
  void serveRegistry(new Registry().define(REPORT_NAMESPACE, { manifest: {}, functions }), {
    input: theirs,
    output: theirs,
  })
  const client = createServiceClient({ input: ours, output: ours })
  const source = { plugin: 'p', target: { id: 'sha256:1', name: 'app:1', kind: 'image', references: [] } } as const
  const hosted = createHostedReport(
    { client, handsOver: false },
    { tool: { name: 'p', version: '1' }, keeper: createSecretKeeper(), runtimeOf: () => undefined },
  )
  const event = (content: string, secrets: readonly string[]): ReportEvent => ({
    type: 'AbnormalHistory',
    class: 'risk',
    rule: { id: 'H-1', title: 'x', severity: 'low' },
    locations: [],
    secrets,
    evidence: content,
    detail: { content },
  })
  hosted.service.report(event('RUN login Zk3vR8qWm1TxPd7L', []), source)
  hosted.service.report(event('ENV TOKEN=Zk3vR8qWm1TxPd7L', ['Zk3vR8qWm1TxPd7L']), source)
  await hosted.flush()
  expect(events).toHaveLength(2)
  expect(JSON.stringify(events)).not.toContain('Zk3vR8qWm1TxPd7L')
  client.close()
})
