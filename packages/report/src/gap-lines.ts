import type { Language } from '@veinmind/sdk'
import { label } from './labels.ts'
import type { PluginReport } from './model.ts'

/** What a plugin has not seen, a line each: where it is, and why; and how much more there is. Nothing where its reason says it all. */
export function gapLines({ gaps }: PluginReport, hasSeveralTargets: boolean, language: Language): readonly string[] {
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
