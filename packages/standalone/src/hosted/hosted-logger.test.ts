import { duplexPair } from 'node:stream'
import { createSecretKeeper } from '@veinmind/report'
import { SILENT } from '@veinmind/internal'
import { LOGGING_NAMESPACE, Registry } from '@veinmind/internal/services'
import type { Json, Logger, ServiceFunction } from '@veinmind/sdk'
import { createServiceClient, serveRegistry } from '@veinmind/internal/wire'
import { expect, test } from 'vitest'
import { createHostedLogger } from './hosted-logger.ts'

/** A client of a host whose logging service does this with lines. */
function connect(level: number, log: ServiceFunction) {
  const [ours, theirs] = duplexPair()
  const functions = { getConfig: () => ({ level, delay: 1e9 }), log }
  void serveRegistry(new Registry().define(LOGGING_NAMESPACE, { manifest: {}, functions }), {
    input: theirs,
    output: theirs,
  })
  return createServiceClient({ input: ours, output: ours })
}

test.each([
  [4, 3],
  [2, 2],
])('lines that were not kept are counted in the log (a host of level %i: as level %i)', async (level, saidAs) => {
  const lines: Json[] = []
  const client = connect(level, (list?: Json) => void lines.push(...(list as readonly Json[])))
  const logger = await createHostedLogger(client, SILENT, String)
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

test('lines that the host refuses go where they would have gone without it', async () => {
  const client = connect(5, () => {
    throw new Error('the disk is full')
  })
  const said: unknown[] = []
  const say = (level: string) => (message: string, fields?: unknown) => void said.push([level, message, fields])
  const otherwise: Logger = { error: say('error'), warn: say('warn'), info: say('info'), debug: say('debug') }
  const logger = await createHostedLogger(client, otherwise, String)
  logger.log.info('scanned', { files: 3 })
  logger.log.error('broken')
  await logger.flush()
  expect(said).toEqual([
    ['warn', 'the host has refused lines of the log', { reason: expect.stringContaining('the disk is full') }],
    ['info', 'scanned', { files: 3 }],
    ['error', 'broken', undefined],
  ])
  client.close()
})

test('a line is without what is known to be secret when it is sent', async () => {
  const lines: Json[] = []
  const client = connect(4, (list?: Json) => void lines.push(...(list as readonly Json[])))
  const keeper = createSecretKeeper()
  const logger = await createHostedLogger(client, SILENT, (text) => keeper.mask(text))
  logger.log.info('it is Zk3vR8qWm1TxPd7L', { path: '/srv/Zk3vR8qWm1TxPd7L', size: 3 })
  keeper.add(['Zk3vR8qWm1TxPd7L'])
  await logger.flush()
  expect(lines).toMatchObject([{ msg: 'it is Z••••L', fields: { path: '/srv/Z••••L', size: 3 } }])
  client.close()
})
