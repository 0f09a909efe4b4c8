import { asObject } from '@veinmind/internal'
import type { Mount } from '@veinmind/sdk'
import { asText } from '../../shared/json.ts'
import type { VolumeSource } from '../../shared/confinement/describe-mounts.ts'
import type { Engine } from '../client/engine.ts'

const MAX_VOLUMES = 1000

/** The volumes of a container that are made from something else: a folder that is bound, a share of the network, a device. */
export async function readVolumes(
  { client }: Engine,
  mounts: readonly Mount[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, VolumeSource>> {
  const found = new Map<string, VolumeSource>()
  const names = new Set(mounts.flatMap(({ volume }) => (volume === undefined ? [] : [volume])))
  for (const name of [...names].slice(0, MAX_VOLUMES)) {
    // One that is gone in the meantime is told by the mount alone.
    const volume = await client.get(`/volumes/${encodeURIComponent(name)}`, signal).catch(() => undefined)
    signal.throwIfAborted()
    const options = asObject(asObject(volume)['Options'])
    const device = asText(options['device'])
    if (device === '') continue
    found.set(name, { device, type: asText(options['type']), options: asText(options['o']).split(',').filter(Boolean) })
  }
  return found
}
