import { correlates, joinEnds } from './correlate.ts'
import type { PluginEnd } from './coverage.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'

/** What is done with each plugin of an entity. */
export interface PluginRounds {
  readonly begin: (active: ActivePlugin) => void
  readonly scan: (active: ActivePlugin) => Promise<PluginEnd>
  readonly correlate: (active: ActivePlugin) => Promise<PluginEnd>
  /** Its end, with what it could not see of the entity; once a plugin. */
  readonly judge: (active: ActivePlugin, end: PluginEnd) => PluginEnd
  /** Called once a plugin, when nothing more comes of it. */
  readonly finish: (active: ActivePlugin, end: PluginEnd) => void
}

/** All scan at the same time; when the last is done, those that correlate see what was found. How each of them ended. */
export async function runRounds(
  scanning: readonly ActivePlugin[],
  correlating: readonly ActivePlugin[],
  { begin, scan, correlate, judge, finish }: PluginRounds,
): Promise<ReadonlyMap<ActivePlugin, PluginEnd>> {
  const ends = new Map<ActivePlugin, PluginEnd>()
  await Promise.all(
    scanning.map(async (active) => {
      begin(active)
      const end = judge(active, await scan(active))
      ends.set(active, end)
      if (!correlates(active)) finish(active, end)
    }),
  )
  const concluded = await Promise.all(
    correlating.map(async (active) => {
      const end = await correlate(active)
      const known = ends.get(active)
      return [active, known ? joinEnds(known, end) : judge(active, end)] as const
    }),
  )
  for (const [active, end] of concluded) {
    ends.set(active, end)
    finish(active, end)
  }
  return ends
}
