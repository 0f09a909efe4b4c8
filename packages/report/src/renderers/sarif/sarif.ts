import type { JsonObject } from '@veinmind/sdk'
import { groupFindings } from '../../gather/group.ts'
import { label } from '../../model/labels.ts'
import type { Report } from '../../model/model.ts'
import { factsOf } from '../../text/finding-facts.ts'
import { inBlocks, jsonLine } from '../../text/json-text.ts'
import { shortcomingsOf } from '../../text/shortcomings.ts'
import type { RenderContext, Renderer } from '../renderer.ts'
import { createSarifRoom } from './sarif-limits.ts'
import { sarifResult } from './sarif-result.ts'
import { sarifRule } from './sarif-rule.ts'

/**
 * SARIF 2.1.0 as GitHub's code scanning reads it: one run, at most what it takes. What has no room, the mildest findings in
 * fewest targets, is told as a notification.
 */
export const sarif: Renderer = {
  render: (report, context) => [...sarifPieces(report, context)].join(''),
  pieces: (report, context) => inBlocks(() => sarifPieces(report, context)),
}

function* sarifPieces(report: Report, context: RenderContext): Generator<string> {
  const { rules, results, left } = gather(report, context)
  const { tool, startedAt, finishedAt, summary } = report
  const told = shortcomingsOf(report, context.language)
  const notes = [
    ...(left > 0 ? [notification('note', label('leftOut', context.language, left))] : []),
    ...told.map(({ code, text }) => notification('warning', text, code)),
  ]
  const driver = {
    name: tool.name || 'veinmind',
    ...(tool.version === '' ? {} : { version: tool.version }),
  }
  yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{\n'
  yield `"tool":{"driver":${jsonLine(driver).slice(0, -1)},"rules":[\n`
  yield* listed(rules)
  yield ']}},\n"results":[\n'
  yield* listed(results)
  yield '],\n'
  const rest: JsonObject = {
    invocations: [
      {
        executionSuccessful: told.length === 0,
        startTimeUtc: startedAt,
        endTimeUtc: finishedAt,
        ...(notes.length === 0 ? {} : { toolExecutionNotifications: notes }),
      },
    ],
    columnKind: 'unicodeCodePoints',
    properties: { findings: { ...summary.findings }, accepted: summary.accepted, coverage: summary.coverage },
  }
  yield `${jsonLine(rest).slice(1)}]}\n`
}

interface Gathered {
  readonly rules: readonly string[]
  readonly results: readonly string[]
  /** Findings that have no room. */
  readonly left: number
}

function gather(report: Report, { language, listsSuppressed = false }: RenderContext): Gathered {
  const lists = [groupFindings(report.findings), ...(listsSuppressed ? [groupFindings(report.accepted)] : [])]
  const rules = new Map<string, { readonly index: number; readonly text: string }>()
  const room = createSarifRoom(rules)
  const results: string[] = []
  for (const groups of lists) {
    for (const group of groups) {
      const facts = factsOf(group, language)
      // Groups come with the worst first, so a rule has its worst severity.
      const known = rules.get(facts.id)
      const rule = known ?? { index: rules.size, text: jsonLine(sarifRule(facts)) }
      const result = jsonLine(sarifResult(facts, rule.index))
      if (!known) rules.set(facts.id, rule)
      if (!room.take(known ? result : rule.text + result)) {
        if (!known) rules.delete(facts.id)
        break
      }
      results.push(result)
    }
  }
  const left = lists.reduce((sum, { length }) => sum + length, 0) - results.length
  return { rules: Array.from(rules.values(), ({ text }) => text), results, left }
}

function notification(level: 'note' | 'warning', text: string, code?: string): JsonObject {
  return { level, message: { text }, ...(code === undefined ? {} : { descriptor: { id: code } }) }
}

function* listed(items: readonly string[]): Generator<string> {
  for (const [index, item] of items.entries()) yield index === items.length - 1 ? `${item}\n` : `${item},\n`
}
