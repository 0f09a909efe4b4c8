import { servePlugin } from '@veinmind/engine'
import { pluginInfo } from '@veinmind/internal'
import type { Json, JsonObject, Plugin } from '@veinmind/sdk'
import type { OriginalFlags } from '../flags/original-flags.ts'
import { CONTENTS_FD } from './contents.ts'
import { readServeFlags } from './serve-flags.ts'

/** The protocol for hosts that have the plugin inspect in their pass; others run it as `veinmind/1` or libveinmind do. */
const PROTOCOL = 'veinmind/2'

/** What `info` prints: the manifest, with what the plugin inspects under these flags. */
export async function describePlugin(
  plugin: Plugin,
  args: readonly string[],
  originalFlags: OriginalFlags,
): Promise<JsonObject> {
  const { options } = readServeFlags(args, plugin, originalFlags)
  const { inspectors } = await servePlugin(plugin, { pluginOptions: options })
  return {
    ...(pluginInfo(plugin) as unknown as JsonObject),
    name: `veinmind-${plugin.name}`,
    docs: plugin.docs,
    protocol: PROTOCOL,
    contents: `fd:${CONTENTS_FD}`,
    inspectors: inspectors.map(({ keeps, ...inspector }) => ({ ...inspector, wants: 'ask', keeps })) as unknown as Json,
  }
}
