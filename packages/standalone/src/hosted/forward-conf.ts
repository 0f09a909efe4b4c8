import { CONF_NAMESPACE, Registry } from '@veinmind/internal/services'
import type { ServiceFunction } from '@veinmind/sdk'
import type { ServiceClient } from '@veinmind/internal/wire'

/** The host's configuration service for the plugin, as it would have it in the process; undefined where the host has none. */
export async function forwardConf(client: ServiceClient): Promise<Registry | undefined> {
  if (!(await client.hasNamespace(CONF_NAMESPACE))) return undefined
  const pull: ServiceFunction = async (...args) => (await client.call(CONF_NAMESPACE, 'pull', ...args))[0]
  return new Registry().define(CONF_NAMESPACE, { manifest: {}, functions: { pull } })
}
