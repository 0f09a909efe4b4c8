import { ENTITY_NAMESPACE, REPORT_NAMESPACE } from '@veinmind/internal/services'
import { VeinmindError } from '@veinmind/sdk'
import { createServiceClient, openChannel } from '@veinmind/internal/wire'
import type { ServiceClient } from '@veinmind/internal/wire'

/** The host that runs this plugin. */
export interface HostConnection {
  readonly client: ServiceClient
  /** Whether it hands over what is to be scanned, and takes events of ours: the protocol `veinmind/1`. */
  readonly handsOver: boolean
  /** Aborted when the host has gone. */
  readonly signal: AbortSignal
  close(): void
}

/** Milliseconds that a host has for its first answer. */
const PATIENCE = 30_000

/** How a host is connected to. */
export interface ConnectOptions {
  /** Milliseconds that it has for its first answer. */
  readonly patience?: number
  /** The service that must be there; by default that of the report. */
  readonly needs?: string
}

/** Connects to the host at the addresses of `--host`; throws when it has no report service, since events would be lost. */
export async function connectHost(
  urls: readonly string[],
  { patience = PATIENCE, needs = REPORT_NAMESPACE }: ConnectOptions = {},
): Promise<HostConnection> {
  const channel = openChannel(urls)
  const client = createServiceClient(channel)
  const gone = new AbortController()
  const abort = () => gone.abort(new VeinmindError('HOST_GONE', 'the host has closed the connection'))
  for (const event of ['end', 'close', 'error']) channel.input.once(event, abort)
  const close = () => client.close()
  // Closing makes what waits for an answer throw.
  let isSilent = false
  const silence = setTimeout(() => {
    isSilent = true
    close()
  }, patience)
  try {
    if (!(await client.hasNamespace(needs))) {
      const what =
        needs === REPORT_NAMESPACE ? 'the host takes no events: it has no report service' : 'the host has no work'
      throw new VeinmindError('HOST_SERVICE_MISSING', what)
    }
    return { client, handsOver: await client.hasNamespace(ENTITY_NAMESPACE), signal: gone.signal, close }
  } catch (error) {
    close()
    if (isSilent)
      throw new VeinmindError('HOST_SILENT', `the host has not answered within ${patience / 1000} s`, { cause: error })
    throw error
  } finally {
    clearTimeout(silence)
  }
}
