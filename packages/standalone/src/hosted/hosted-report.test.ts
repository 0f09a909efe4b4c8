import { performance } from 'node:perf_hooks'
import { duplexPair } from 'node:stream'
import { findShown } from '@veinmind/plugin-testing'
import { createSecretKeeper } from '@veinmind/report'
import { Registry, REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { Json, ReportEvent } from '@veinmind/sdk'
import { createServiceClient, serveRegistry } from '@veinmind/internal/wire'
import { createRandom } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { createHostedReport } from './hosted-report.ts'

/** Everything that a host of the original is sent. */
async function sent(events: readonly ReportEvent[]): Promise<readonly Json[]> {
  const received: Json[] = []
  const [ours, theirs] = duplexPair()
  const functions = { report: (event?: Json) => void received.push(event ?? null) }
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
  for (const event of events) hosted.service.report(event, source)
  await hosted.flush()
  client.close()
  return received
}

const eventOf = (content: string, secrets: readonly string[]): ReportEvent => ({
  type: 'AbnormalHistory',
  class: 'risk',
  rule: { id: 'H-1', title: 'x', severity: 'low' },
  locations: [],
  secrets,
  evidence: content,
  detail: { content },
})

test('an event for a host of the original is without the secrets of the others', async () => {
  const events = await sent([
    eventOf('RUN login Zk3vR8qWm1TxPd7L', []),
    eventOf('ENV TOKEN=Zk3vR8qWm1TxPd7L', ['Zk3vR8qWm1TxPd7L']),
  ])
  expect(events).toHaveLength(2)
  expect(JSON.stringify(events)).not.toContain('Zk3vR8qWm1TxPd7L')
})

test('thousands of events with a secret each take as long as they are many', async () => {
  const secretOf = (index: number) => `Zk3v${(index * 7919).toString(36).padStart(8, 'q')}R8qWm1Tx`
  const events = (count: number) =>
    Array.from({ length: count }, (_, index) => eventOf(`ENV T=${secretOf(index)} # ${secretOf(0)}`, [secretOf(index)]))
  const time = async (count: number): Promise<number> => {
    const start = performance.now()
    const text = JSON.stringify(await sent(events(count)))
    expect(text).not.toContain('R8qWm1')
    return performance.now() - start
  }
  await time(100)
  const [few, many] = [await time(100), await time(1000)]
  // Ten times as many; as many squared would be 100.
  expect(many / few).toBeLessThan(50)
}, 120_000)

test('no event shows a piece of a secret that any event of the run names, at any length, however it is written there', async () => {
  const random = createRandom(41)
  const draw = (length: number) =>
    Array.from({ length }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789'.charAt(Math.floor(random() * 42))).join(
      '',
    )
  const secrets = [8, 9, 12, 16, 24, 121, 399, 4096, 8000].map(draw)
  const events = secrets.flatMap((secret, index) => {
    const other = secrets[(index + 1) % secrets.length] ?? ''
    return [
      eventOf(`RUN login ${other} ${JSON.stringify({ a: secret })}`, []),
      eventOf(`ENV TOKEN=${secret} ${Buffer.from(`x:${other}`).toString('base64')}`, [secret]),
    ]
  })
  const received = await sent(events)
  expect(received).toHaveLength(events.length)
  expect(findShown(secrets, new Map([['events', JSON.stringify(received)]]))).toEqual([])
})
