import { render } from '@veinmind/report'
import type { Report, TargetReport } from '@veinmind/report'
import { toVeinmindError, VeinmindError } from '@veinmind/sdk'
import type { TargetContext } from '@veinmind/sdk/target'
import { describeError } from '../speech/describe-error.ts'
import { say } from '../speech/speech.ts'
import { takesColor } from '../speech/takes-color.ts'

/** What pushing has to work with. */
export interface PushContext extends Pick<TargetContext, 'options' | 'readStdin' | 'signal'> {
  readonly mask: (text: string) => string
}

/** Attaches to each image of a report the packages that were seen in it; says on stderr what was written. False when one could not be. */
export async function pushSboms(report: Report, context: PushContext): Promise<boolean> {
  const { stderr } = process
  let isWhole = true
  for (const target of report.targets.filter(({ kind }) => kind === 'image')) {
    context.signal.throwIfAborted()
    try {
      const name = await pushOne(report, target, context)
      stderr.write(`${say('bill of materials: {0}', context.mask(name))}\n`)
    } catch (error) {
      context.signal.throwIfAborted()
      const { code, message, hint } = toVeinmindError(error)
      stderr.write(`${context.mask(describeError({ code, message, hint, target: target.name }, takesColor(stderr)))}\n`)
      isWhole = false
    }
  }
  return isWhole
}

async function pushOne(report: Report, target: TargetReport, context: PushContext): Promise<string> {
  if (
    target.outcome === 'failed' ||
    target.outcome === 'skipped' ||
    !report.plugins.some(({ name }) => name === 'asset')
  )
    throw new VeinmindError('SBOM_NOT_MADE', 'no bill of materials was attached: no plugin looked for packages', {
      hint: 'let the plugin asset run',
    })
  const own = report.inventory.filter((item) => item.target === target.id)
  const { pushSbom } = await import('@veinmind/target-sbom')
  const document = await documentOf({ ...report, targets: [target], inventory: own })
  return pushSbom({ image: target, document, created: report.finishedAt }, context)
}

async function documentOf(report: Report): Promise<string> {
  const parts: string[] = []
  const { errors } = await render(report, ['cyclonedx'], { output: '-', stdout: { write: (text) => parts.push(text) } })
  const [error] = errors
  if (error !== undefined) throw new VeinmindError(error.code, error.message)
  return parts.join('')
}
