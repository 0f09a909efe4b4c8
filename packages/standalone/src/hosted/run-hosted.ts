import { scan } from '@veinmind/engine'
import type { Discovered } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import { describeError } from '../describe-error.ts'
import { interruptible } from '../interruptible.ts'
import { readSettings } from '../scan-settings.ts'
import type { ScanRequest, ScanSettings } from '../scan-settings.ts'
import { connectHost } from './connect-host.ts'
import type { HostConnection } from './connect-host.ts'
import { translateHostFlags } from './host-flags.ts'
import { createHostedLogger } from './hosted-logger.ts'
import { createHostedReport } from './hosted-report.ts'

/** What libveinmind's hosts take for a failure is any code but 0; findings are none. */
const DONE = 0
const INCOMPLETE = 3

/** Runs a `scan` command for a host: events go to its report service, logs to its logging service, and nothing is rendered. */
export async function runHosted(request: ScanRequest): Promise<number> {
  const settings = await readSettings({ ...request, argv: { ...request.argv, ...translateHostFlags(request.argv, request.target) } })
  const host = await connectHost([request.argv['host']].flat().map(String))
  try {
    return await interruptible((signal) => scanForHost(settings, host, AbortSignal.any([signal, host.signal])))
  } finally {
    host.close()
  }
}

async function scanForHost(settings: ScanSettings, { client }: HostConnection, signal: AbortSignal): Promise<number> {
  const logger = await createHostedLogger(client, settings.log)
  const { log } = logger
  const hosted = createHostedReport(client, settings.service)
  const cache = await settings.openCache()
  const report = await scan(discover({ ...settings, log }, signal), {
    ...settings.scan,
    signal,
    log,
    report: hosted.service,
    ...(cache ? { cache } : {}),
  })
  await hosted.flush()
  // What the host refused has been added since.
  const { errors } = hosted.service.finish()
  for (const { code, message, target } of errors) log.error(message, { code, target })
  await logger.flush()
  if (signal.reason instanceof VeinmindError) process.stderr.write(`${describeError(signal.reason, process.stderr.isTTY)}\n`)
  return errors.length === 0 && report.plugins.every(({ outcome }) => outcome !== 'failed') ? DONE : INCOMPLETE
}

function discover({ target, words, targetOptions, log }: ScanSettings, signal: AbortSignal): AsyncIterable<Discovered> {
  return target.discover(words, { options: targetOptions, signal, log })
}
