import { correlates, joinEnds } from './correlate.ts'
import type { Ends } from './correlate.ts'
import type { PluginEnd } from '../coverage/coverage.ts'
import type { ActivePlugin } from '../plan/active-plugins.ts'

/** What is done with each plugin that scans an entity. */
export interface ScanRound {
  readonly begin: (active: ActivePlugin) => void
  readonly scan: (active: ActivePlugin) => Promise<PluginEnd>
  /** Its end, with what it could not see of the entity. */
  readonly judge: (active: ActivePlugin, end: PluginEnd) => PluginEnd
  /** Called once a plugin, when nothing more comes of it. */
  readonly finish: (active: ActivePlugin, end: PluginEnd) => void
}

/** All scan at the same time. Those that correlate are not finished by it. */
export async function scanRound(
  scanning: readonly ActivePlugin[],
  { begin, scan, judge, finish }: ScanRound,
): Promise<Ends> {
  const ends = new Map<ActivePlugin, PluginEnd>()
  await Promise.all(
    scanning.map(async (active) => {
      begin(active)
      const end = judge(active, await scan(active))
      ends.set(active, end)
      if (!correlates(active)) finish(active, end)
    }),
  )
  return ends
}

/** Those that correlate conclude from what was found; none of them sees what others conclude. */
export async function concludeRound(
  correlating: readonly ActivePlugin[],
  scanned: Ends,
  {
    correlate,
    finish,
  }: Pick<ScanRound, 'finish'> & { readonly correlate: (active: ActivePlugin) => Promise<PluginEnd> },
): Promise<Ends> {
  const ends = new Map(scanned)
  const concluded = await Promise.all(
    correlating.map(async (active) => [active, joinEnds(scanned.get(active), await correlate(active))] as const),
  )
  for (const [active, end] of concluded) {
    ends.set(active, end)
    finish(active, end)
  }
  return ends
}
