import type { Language } from '@veinmind/internal/text'
import { label } from '../model/labels.ts'
import type { PluginReport } from '../model/model.ts'

/** What is to be said of a plugin besides its outcome, a line each: its note, then what it has not seen. */
export function gapLines(plugin: PluginReport, hasSeveralTargets: boolean, language: Language): readonly string[] {
  return [...(plugin.note === undefined ? [] : [plugin.note]), ...unseenLines(plugin, hasSeveralTargets, language)]
}

/** Where it is, and why; and how much more there is. Nothing where the plugin's reason says it all. */
function unseenLines({ gaps }: PluginReport, hasSeveralTargets: boolean, language: Language): readonly string[] {
  if (gaps === undefined) return []
  const { count, first } = gaps
  if (count === 1 && first[0]?.path === undefined) return []
  const lines = first.map(({ target, path, reason }) => {
    const places = [
      ...(hasSeveralTargets && target !== undefined ? [target] : []),
      ...(path === undefined ? [] : [path]),
    ]
    return [...places, reason].join(': ')
  })
  return count > first.length ? [...lines, label('moreGaps', language, count - first.length)] : lines
}
