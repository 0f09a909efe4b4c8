import type { Report } from '@veinmind/report'
import type { Discovered, Entity } from '@veinmind/sdk'
import { VeinmindError } from '@veinmind/sdk'
import type { ScanOptions } from './types.ts'

/**
 * Scans entities as they are discovered, each layer read once for all plugins. Never throws for what is wrong with an
 * entity or a plugin: the report carries it. Throws for wrong options (`ENGINE_OPTION_…`).
 */
export async function scan(
  _things: AsyncIterable<Discovered | Entity> | Iterable<Discovered | Entity>,
  _options: ScanOptions,
): Promise<Report> {
  throw new VeinmindError('UNEXPECTED', 'being written')
}
