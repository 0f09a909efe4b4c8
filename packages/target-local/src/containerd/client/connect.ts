import type { EngineContext, EngineSettings } from '../../shared/engine-settings.ts'
import type { Host } from '../../shared/host.ts'
import { connectContainerd } from './client.ts'
import type { ContainerdClient } from './client.ts'

const SOCKET = '/run/containerd/containerd.sock'

/** Where in a containerd things are looked for. */
export interface ContainerdOptions {
  /** Only this namespace; by default all but docker's. */
  readonly namespace: string | undefined
  /** The machine that it runs on. */
  readonly host: Host
}

/** The containerd that the settings name, else the usual one. Throws `LOCAL_ENGINE_UNREACHABLE`. */
export async function connectBySettings(
  settings: EngineSettings,
  { host, signal }: EngineContext,
): Promise<{ readonly client: ContainerdClient; readonly options: ContainerdOptions }> {
  const client = await connectContainerd(settings['containerd-socket'] ?? host.path(SOCKET), { host, signal })
  return { client, options: { namespace: settings.namespace, host } }
}
