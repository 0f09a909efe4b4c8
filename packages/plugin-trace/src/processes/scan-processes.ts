import { trace } from '@veinmind/report'
import { baseName } from '@veinmind/sdk'
import type { Container, Process, ScanContext } from '@veinmind/sdk'
import { ruleOf } from '../rules/index.ts'
import { judgeProcess } from './judge-process.ts'
import type { KnownFiles, ProcessTrace } from './judge-process.ts'
import { judgeShell } from './judge-shells.ts'
import { viewOf } from './view.ts'

const MOST_FINDINGS = 500
const MOST_ARGUMENTS = 300

/** Reports the traces in the processes of a container: one finding for each rule and process, or for each connection. */
export function scanProcesses(container: Container, files: KnownFiles, ctx: ScanContext): void {
  const view = viewOf(container)
  const shells = view.processes.flatMap((process) => {
    const told = judgeShell(process, view)
    return told === undefined ? [] : [{ process, told }]
  })
  const others = view.processes.flatMap((process) => judgeProcess(process, files).map((told) => ({ process, told })))
  // A shell and the process that started it share one connection: one finding, that of the shell.
  const first = shells.toSorted((a, b) => (a.told.rule < b.told.rule ? -1 : a.told.rule > b.told.rule ? 1 : 0))
  const seen = new Set<string>()
  for (const { process, told } of [...first, ...others]) {
    const { connection, rule } = told
    const key = connection === undefined ? `${rule} ${process.pid}` : `${connection.local} ${connection.remote}`
    if (seen.has(key)) continue
    seen.add(key)
    if (seen.size > MOST_FINDINGS) return ctx.incomplete('more processes are suspicious than are listed')
    report(process, told, ctx)
  }
}

function report(
  process: Process,
  { rule, reason, severity, confidence, connection }: ProcessTrace,
  ctx: ScanContext,
): void {
  const words = process.args.join(' ')
  const shown = words.length > MOST_ARGUMENTS ? `${words.slice(0, MOST_ARGUMENTS)}…` : words
  const program = process.exe ?? process.args[0] ?? process.name
  ctx.report(
    trace({
      rule: ruleOf(rule),
      ...(severity === undefined ? {} : { severity }),
      ...(confidence === undefined ? {} : { confidence }),
      at: { path: `/proc/${process.pid}` },
      from: 'Process',
      evidence: `${reason}: ${shown === '' ? process.name : shown}`,
      detail: shown,
      identity: `${baseName(program)}\0${shown}\0${connection?.remote ?? ''}`,
    }),
  )
}
