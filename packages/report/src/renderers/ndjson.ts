import type { Report } from '../model/model.ts'
import { inBlocks, jsonLine } from '../text/json-text.ts'
import { machineReport } from './machine-report.ts'
import type { Renderer } from './renderer.ts'

/**
 * The report as lines of JSON, each an object with one member that says what it is: `begin`, then targets, plugins, findings and the
 * rest one by one, then `end`. A file without `end` was broken off.
 */
export const ndjson: Renderer = {
  render: (report) => [...reportLines(report)].join(''),
  pieces: (report) => inBlocks(() => reportLines(report)),
}

type ListName =
  | 'targets'
  | 'plugins'
  | 'findings'
  | 'accepted'
  | 'acceptNotes'
  | 'assets'
  | 'plan'
  | 'inventory'
  | 'errors'
  | 'skipped'

/** The members of a report that are lists, and what an item of each is called. */
export const LINE_NAMES: Readonly<Record<ListName, string>> = {
  targets: 'target',
  plugins: 'plugin',
  findings: 'finding',
  accepted: 'accepted',
  acceptNotes: 'acceptNote',
  assets: 'asset',
  plan: 'plan',
  inventory: 'package',
  errors: 'error',
  skipped: 'skipped',
}

function* reportLines(report: Report): Generator<string> {
  const { schemaVersion, tool, startedAt, finishedAt, summary, comparison, ...lists } = machineReport(report)
  yield line('begin', { schemaVersion, tool, startedAt })
  for (const [member, name] of Object.entries(LINE_NAMES) as [ListName, string][])
    for (const item of lists[member] ?? []) yield line(name, item)
  if (comparison) yield line('comparison', comparison)
  yield line('end', { finishedAt, summary })
}

function line(name: string, value: object): string {
  return `${jsonLine({ [name]: value })}\n`
}
