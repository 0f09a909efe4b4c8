import type { Location } from '@veinmind/sdk'

/** `/srv/.env:12:3`, or the object. */
export function placeText({ path, line, column, object }: Location): string {
  if (path === undefined) return object ?? ''
  const position = line === undefined ? '' : column === undefined ? `:${line}` : `:${line}:${column}`
  return `${path}${position}${object === undefined ? '' : ` ${object}`}`
}
