import type { BakeTarget } from '../../bake/read-bake.ts'
import type { RuleData } from '../../rule.ts'
import type { ComposeFault } from '../compose/define.ts'

/** A rule on the targets of bake files. */
export interface BakeRule extends RuleData {
  check(target: BakeTarget): Iterable<ComposeFault>
}

/** A rule on a bake file as a whole. */
export interface BakeFileRule extends RuleData {
  checkFile(document: unknown): Iterable<ComposeFault>
}

export const BAKE = 'https://docs.docker.com/build/bake/reference/'
