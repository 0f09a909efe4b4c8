import type { InspectedFile } from '@veinmind/sdk'
import { commands } from '../engines/commands.ts'
import { heuristics } from '../engines/heuristics.ts'
import { ownRules } from '../engines/own-rules.ts'
import type { FileRecord } from './record.ts'
import { recordOf, sampleOf } from './record.ts'

/** Runs the rules and heuristics of this package on a file. */
export async function inspectOwn(file: InspectedFile): Promise<FileRecord | undefined> {
  const sample = sampleOf(file)
  return recordOf(file, [
    ...(await ownRules.scan(sample)),
    ...(await commands.scan(sample)),
    ...(await heuristics.scan(sample)),
  ])
}
