import { duplexPair } from 'node:stream'
import { LOGGING_NAMESPACE, Registry, SILENT } from '@veinmind/sdk'
import type { Json } from '@veinmind/sdk'
import { createServiceClient, serveRegistry } from '@veinmind/sdk/wire'
import { expect, test } from 'vitest'
import { createHostedLogger } from './hosted-logger.ts'

test.each([
  [4, 3],
  [2, 2],
])('lines that were not kept are counted in the log (a host of level %i: as level %i)', async (level, saidAs) => {
  const lines: Json[] = []
  const [ours, theirs] = duplexPair()
  const functions = { getConfig: () => ({ level, delay: 1e9 }), log: (list?: Json) => void lines.push(...(list as readonly Json[])) }
  void serveRegistry(new Registry().define(LOGGING_NAMESPACE, { manifest: {}, functions }), { input: theirs, output: theirs })
  const client = createServiceClient({ input: ours, output: ours })
  const logger = await createHostedLogger(client, SILENT)
  for (let n = 0; n < 1234; n++) logger.log.error(`line ${n}`)
  logger.log.debug('the host does not want it')
  await logger.flush()
  expect(lines).toHaveLength(1001)
  expect(lines.at(-1)).toMatchObject({ level: saidAs, msg: expect.stringContaining('234 lines') })
  logger.log.error('it goes on')
  await logger.flush()
  expect(lines.slice(1001)).toMatchObject([{ msg: 'it goes on' }])
  client.close()
})
