import { subjectOf } from '../files/kind.ts'
import { excerptAt, lineAt } from '../match/excerpt.ts'
import { matchRules } from '../match/match-rules.ts'
import { viewsOf } from '../match/views.ts'
import type { View } from '../match/views.ts'
import { ruleId } from '../rules/rule.ts'
import { TEST_FILES } from '../rules/test-files.ts'
import type { Engine, Verdict } from './engine.ts'

const [EICAR_RULE] = TEST_FILES

/** The rules of this package, over a file and over what is encoded in it. */
export const ownRules: Engine = {
  name: 'rules',
  version: '1',
  scan({ path, bytes, keywords, incomplete }) {
    const verdicts = new Map<string, Verdict>()
    // The words of a script may be encoded, so all rules are tried on it. For other files, the keywords found tell which rules may
    // match.
    const isPlain = keywords !== undefined && subjectOf(path, bytes) !== 'script'
    const views: readonly View[] = isPlain ? [{ path, bytes }] : viewsOf(path, bytes, incomplete)
    for (const view of views) {
      const subject = subjectOf(view.path, view.bytes)
      if (subject === undefined || subject === 'archive') continue
      for (const { rule, places } of matchRules(view.bytes, subject, isPlain ? keywords : undefined)) {
        const id = ruleId(rule.number)
        if (verdicts.has(id)) continue
        const shown = places.slice(0, 4).map((place) => excerptAt(view.bytes, place, subject === 'program'))
        // With the test file's own text in it, the report would be found by scanners as well.
        const evidence = rule === EICAR_RULE ? 'the text of the test file' : [...new Set(shown)].join(' … ')
        verdicts.set(id, {
          engine: 'rules',
          rule: id,
          name: rule.name,
          evidence: view.how === undefined ? evidence : `${view.how}: ${evidence}`,
          ...(subject === 'program' || view.how !== undefined ? {} : { line: lineAt(bytes, places[0] ?? 0) }),
        })
      }
    }
    return [...verdicts.values()]
  },
}
