import { webshell } from '@veinmind/report'
import type { ScanContext } from '@veinmind/sdk'
import { RULES } from './rules/rules.ts'
import { scripts } from './scripts.ts'

const RULE_OF = new Map(RULES.map((rule) => [rule.id, rule]))

/** Reports what the scripts of an entity do. */
export function reportScripts(context: ScanContext): void {
  for (const { record, location } of context.records(scripts)) {
    context.signal.throwIfAborted()
    for (const { rule: id, confidence, line, sink, source, code } of record.found) {
      const rule = RULE_OF.get(id)
      if (rule === undefined) continue
      context.report(
        webshell({
          rule,
          confidence,
          at: { ...location, line },
          scriptType: record.language,
          reason: `what comes from ${source} goes to ${sink}`,
          engine: 'veinmind',
          evidence: code,
        }),
      )
    }
  }
}
