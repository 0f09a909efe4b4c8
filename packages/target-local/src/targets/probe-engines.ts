import { toVeinmindError } from '@veinmind/sdk'
import type { Logger, VeinmindError } from '@veinmind/sdk'
import type { EngineSettings } from '../shared/engine-settings.ts'
import { imageEngines } from './engines.ts'

/** What came of asking an engine. */
export interface ProbedEngine {
  readonly name: string
  /** Why it cannot be used; absent where it answers. */
  readonly error?: VeinmindError
}

/** Asks each engine of this machine whether its images can be had, as a scan does, and lets go of it again. */
export function probeEngines(
  settings: EngineSettings,
  { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
): Promise<readonly ProbedEngine[]> {
  const probed = imageEngines(settings, log).map(async (engine): Promise<ProbedEngine> => {
    const { name } = engine
    try {
      await (await engine.open(signal)).close()
      return { name }
    } catch (error) {
      signal.throwIfAborted()
      return { name, error: toVeinmindError(error, 'LOCAL_ENGINE_UNREACHABLE') }
    }
  })
  return Promise.all(probed)
}
