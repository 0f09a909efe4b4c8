import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createReportService } from '@veinmind/report'
import type { IacFile } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { expect, test } from 'vitest'
import { eachEntity } from './each-entity.ts'

const fileOf = (name: string): IacFile => ({ kind: 'iac', id: name, name, path: name, bytes: new Uint8Array(1000) })

test('entities that are done are not kept while others follow', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const seen: WeakRef<IacFile>[] = []
  let kept = Number.NaN
  async function* discover(): AsyncGenerator<Discovered> {
    for (let index = 0; index < 20; index++) {
      const entity = fileOf(`${index}.yaml`)
      seen.push(new WeakRef(entity))
      yield { entity }
    }
    await setImmediate()
    collect()
    kept = seen.filter((each) => each.deref() !== undefined).length
  }
  const report = createReportService({ tool: { name: 'test', version: '1' } })
  await eachEntity(discover(), {
    report,
    signal: new AbortController().signal,
    concurrency: 2,
    use: () => setImmediate(),
  })
  expect(kept).toBeLessThan(5)
})

test('of a scan that is ended early, what was asked for and not reached is counted', async () => {
  const ending = new AbortController()
  async function* discover(): AsyncGenerator<Discovered> {
    yield { entity: fileOf('1.yaml') }
    ending.abort()
    await new Promise(() => {})
  }
  const report = createReportService({ tool: { name: 'test', version: '1' } })
  await eachEntity(discover(), {
    report,
    signal: ending.signal,
    concurrency: 2,
    asked: 3,
    use: async ({ entity: { id, kind, name } }) =>
      report.addTarget({ id, kind, name, references: [], outcome: 'ok', notes: [] }),
  })
  const { summary } = report.finish()
  expect([summary.scanned, summary.targets]).toEqual([1, 3])
  expect(summary.coverage).toBeCloseTo(1 / 3)
})
