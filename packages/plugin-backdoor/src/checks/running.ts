import { analyseCommands } from '@veinmind/commands'
import { variablePlace } from '@veinmind/internal/text'
import { backdoor } from '@veinmind/report'
import type { Container, Image, Process, ScanContext } from '@veinmind/sdk'
import { variableHit } from '../readers/linker.ts'
import { isOddPath } from '../readers/reading.ts'
import { idOfCommandRule } from '../rules/ids.ts'
import { ruleOf } from '../rules/index.ts'

/** Variables that an image or a container gives every process, and what its processes hold. */
export function checkRunning(entity: Image | Container, context: ScanContext): void {
  const env = entity.kind === 'image' ? entity.config.env : entity.env
  const list = entity.kind === 'image' ? 'config.Env' : 'env'
  for (const [index, variable] of env.entries()) reportVariable(variable, variablePlace(list, variable, index), context)
  if (entity.kind !== 'container') return
  for (const process of entity.processes ?? []) checkProcess(process, env, context)
}

function reportVariable(variable: string, object: string, context: ScanContext): void {
  const [name = '', ...rest] = variable.split('=')
  const hit = variableHit(name, rest.join('='))
  if (!hit) return
  context.report(
    backdoor({
      rule: ruleOf(hit.rule),
      at: { object },
      content: hit.evidence,
      ...(hit.severity ? { severity: hit.severity } : {}),
    }),
  )
}

/** Words of a process as a command line that means the same. */
function commandLine(args: readonly string[]): string {
  return args
    .map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`))
    .join(' ')
}

function checkProcess(process: Process, env: readonly string[], context: ScanContext): void {
  const { pid, name, args, exe = '' } = process
  const object = `processes[${pid}]`
  const own = new Set(env)
  for (const variable of process.env ?? []) if (!own.has(variable)) reportVariable(variable, `${object}.env`, context)
  const { observations, cuts } = analyseCommands(commandLine(args))
  for (const cut of cuts) context.incomplete(cut)
  for (const { rule, evidence, encodings } of observations) {
    if (rule.confidence === 'low') continue
    const hidden = encodings.length > 0 ? ` (${encodings.join(', ')})` : ''
    context.report(
      backdoor({ rule: ruleOf(idOfCommandRule(rule.id)), at: { object }, content: `${evidence}${hidden}` }),
    )
  }
  const path = exe.replace(/ \(deleted\)$/, '')
  const content = `${name}: ${exe} ${commandLine(args)}`.trim().slice(0, 300)
  if (/^(?:\/memfd:|memfd:)/.test(exe) || isOddPath(path))
    context.report(backdoor({ rule: ruleOf('BACK-230'), at: { object }, content }))
  // Threads of the kernel are no processes of a container, and have no program.
  else if (/^\[.*\]$/.test(args[0] ?? '') && exe !== '')
    context.report(backdoor({ rule: ruleOf('BACK-231'), at: { object }, content }))
}
