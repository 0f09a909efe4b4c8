import type { OutputPlan } from '@veinmind/report'
import type { Entity } from '@veinmind/sdk'
import type { Discovered } from '@veinmind/sdk/target'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import { writeOutput } from '@veinmind/internal/output'
import { describeError } from '../speech/describe-error.ts'
import { formatBytes } from '../flags/quantities.ts'
import { say } from '../speech/speech.ts'
import { takesColor } from '../speech/takes-color.ts'

/** The exit codes of docs/exit-codes.md: nothing was found, or part could not be had, or nothing at all. */
const DONE = 0
const INCOMPLETE = 3
const NOTHING = 4

/** How a plan is written. */
interface PlanSettings {
  readonly signal: AbortSignal
  /** Takes secrets out of a text. */
  readonly mask: (text: string) => string
}

/** Lists what would be scanned and what would have to be read for it, where reports go; scans nothing. Returns the exit code. */
export async function writePlan(
  found: AsyncIterable<Discovered>,
  output: OutputPlan,
  { signal, mask }: PlanSettings,
): Promise<number> {
  const [destination = 'stdout'] = output.values()
  if (destination === 'stdout') return listPlan(found, (text) => process.stdout.write(mask(text)))
  let text = ''
  const code = await listPlan(found, (line) => (text += mask(line)))
  try {
    await writeOutput(destination.path, [text], { signal })
  } catch (error) {
    const {
      code: reason,
      message,
      hint = 'make room there, or name another place with -o',
      isUsage,
    } = toVeinmindError(error, 'PLAN_WRITE_FAILED')
    if (isUsage) throw error
    const said = error instanceof VeinmindError ? message : `${destination.path}: ${message}`
    process.stderr.write(
      `${describeError({ code: reason, message: mask(said), hint: mask(hint) }, takesColor(process.stderr))}\n`,
    )
    return code === NOTHING ? NOTHING : INCOMPLETE
  }
  return code
}

async function listPlan(found: AsyncIterable<Discovered>, write: (text: string) => unknown): Promise<number> {
  const layers = new Map<string, number>()
  let entities = 0
  let failed = 0
  try {
    for await (const item of found) {
      if ('entity' in item) {
        entities += 1
        write(`${describe(item.entity, layers)}\n`)
        await item.entity.close?.()
      } else if ('error' in item) {
        failed += 1
        write(`${describeError(item.error, false)}\n`)
      } else write(`${say('skipped')}   ${printable(item.target)}: ${printable(say(item.skipped))}\n`)
    }
  } catch (error) {
    failed += 1
    write(`${describeError(toVeinmindError(error), false)}\n`)
  }
  const bytes = [...layers.values()].reduce((sum, size) => sum + size, 0)
  write(
    `${say('{0} to scan, {1}, {2} to fetch without a cache', entities, countLayers(layers.size), formatBytes(bytes))}\n`,
  )
  if (failed > 0) return entities > 0 ? INCOMPLETE : NOTHING
  return entities > 0 ? DONE : NOTHING
}

function describe(entity: Entity, layers: Map<string, number>): string {
  if (entity.kind !== 'image') return `${say(entity.kind)}  ${printable(entity.name)}`
  for (const { digest, size } of entity.layers) layers.set(digest, size)
  const { os, architecture, variant } = entity.platform
  const platform = [os, architecture, variant].filter(Boolean).join('/')
  const size = entity.layers.reduce((sum, layer) => sum + layer.size, 0)
  const names = entity.references.length > 0 ? entity.references : [entity.name]
  return `${say('image')}  ${names.map((name) => printable(name)).join(' ')}  ${platform}  ${countLayers(entity.layers.length)}  ${formatBytes(size)}`
}

function countLayers(count: number): string {
  return count === 1 ? say('1 layer') : say('{0} layers', count)
}
