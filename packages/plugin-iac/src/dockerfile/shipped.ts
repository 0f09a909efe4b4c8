import { chainOf, flagOf } from './model.ts'
import type { Dockerfile, Stage } from './model.ts'

/**
 * The stages whose layers leave the build: the last one, those that no other stage uses (`--target` builds them), and what
 * these are built on. The others only hand files on.
 */
export function shippedStages({ stages }: Dockerfile): ReadonlySet<number> {
  const used = new Set<string>()
  for (const { base, instructions } of stages) {
    if (base) used.add(String(base.index))
    for (const instruction of instructions) {
      const mounts = instruction.flags
        .filter(({ name }) => name === 'mount')
        .map(({ value }) => /(?:^|,)from=([^,]+)/.exec(value)?.[1])
      for (const from of [flagOf(instruction, 'from'), ...mounts]) if (from !== undefined) used.add(from.toLowerCase())
    }
  }
  const isUsed = ({ index, name }: Stage): boolean => used.has(String(index)) || (name !== undefined && used.has(name))
  const ends = stages.filter((stage) => stage.index === stages.length - 1 || !isUsed(stage))
  return new Set(ends.flatMap(chainOf).map(({ index }) => index))
}
