import type { Language } from '@veinmind/internal/text'
import type { Location } from '@veinmind/sdk'
import { printable } from '@veinmind/sdk/target'
import { label } from '../model/labels.ts'

/** `/srv/.env:12:3`, or the object. */
export function placeText({ path, line, column, object }: Location): string {
  if (path === undefined) return object ?? ''
  const position = line === undefined ? '' : column === undefined ? `:${line}` : `:${line}:${column}`
  return `${path}${position}${object === undefined ? '' : ` ${object}`}`
}

/** The commit, `hidden by layer 2`, or that the layer was not verified; empty for other places. */
export function placeRemark({ hiddenBy, unverified, commit }: Location, language: Language): string {
  const remarks = [
    commit ? label('commit', language, commit.id.slice(0, 12), commit.date.slice(0, 10), printable(commit.author)) : '',
    commit?.isGone ? label('commitGone', language) : '',
    hiddenBy === undefined ? '' : label('hiddenBy', language, hiddenBy),
    unverified ? label('unverified', language) : '',
  ]
  return remarks.filter((remark) => remark !== '').join(', ')
}
