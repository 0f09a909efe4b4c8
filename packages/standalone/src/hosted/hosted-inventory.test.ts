import { duplexPair } from 'node:stream'
import { Registry, REPORT_NAMESPACE } from '@veinmind/internal/services'
import type { InventoryPackage, Json } from '@veinmind/sdk'
import { createServiceClient, serveRegistry } from '@veinmind/internal/wire'
import { expect, test } from 'vitest'
import { createHostedReport } from './hosted-report.ts'

const target = { id: 'sha256:1', name: 'app:1', kind: 'image', references: [] } as const
const npm = (name: string): InventoryPackage => ({
  type: 'npm',
  name,
  version: '1.0.0',
  purl: `pkg:npm/${name}@1.0.0`,
  places: [{ path: '/app/package-lock.json' }],
})

/** What a host is told of an inventory of two packages. */
async function tell(handsOver: boolean): Promise<readonly (readonly [string, Json])[]> {
  const calls: [string, Json][] = []
  const [ours, theirs] = duplexPair()
  const functions = {
    report: (event?: Json) => void calls.push(['report', event ?? null]),
    inventory: (item?: Json) => void calls.push(['inventory', item ?? null]),
  }
  const registry = new Registry().define(REPORT_NAMESPACE, { manifest: {}, functions })
  void serveRegistry(registry, { input: theirs, output: theirs })
  const client = createServiceClient({ input: ours, output: ours })
  const hosted = createHostedReport(
    { client, handsOver },
    { tool: { name: 'p', version: '1' }, runtimeOf: () => undefined },
  )
  for (const name of ['a', 'b']) hosted.service.addPackage(npm(name), { plugin: 'p', target })
  hosted.service.addTarget({ ...target, outcome: 'ok', notes: [] })
  await hosted.flush()
  client.close()
  expect(hosted.refused).toEqual([])
  return calls
}

test('a host of ours gets each package', async () => {
  expect(await tell(true)).toEqual([
    ['inventory', npm('a')],
    ['inventory', npm('b')],
  ])
})

test('any other host gets the event that the original has', async () => {
  const packages = [
    { name: 'a', version: '1.0.0' },
    { name: 'b', version: '1.0.0' },
  ]
  expect(await tell(false)).toMatchObject([
    [
      'report',
      {
        alert_type: 'Asset',
        alert_detail: { package_infos: [{ type: 'npm', file_path: '/app/package-lock.json', packages }] },
      },
    ],
  ])
})
