import { idOf } from './lines.ts'
import type { Line } from './lines.ts'
import { isName } from './passwd.ts'

/** A line of group (group(5)). */
export interface GroupLine {
  readonly line: number
  readonly name: string
  readonly gid: number | undefined
  readonly members: readonly string[]
}

/** The groups of group. */
export function readGroup(lines: readonly Line[]): readonly GroupLine[] {
  return lines.flatMap(({ line, text }) => {
    const [name = '', password, gid, members = ''] = text.split(':', 4)
    if (!isName(name) || password === undefined || gid === undefined) return []
    return [
      {
        line,
        name,
        gid: idOf(gid),
        members: members
          .split(',')
          .map((member) => member.trim())
          .filter((member) => member !== ''),
      },
    ]
  })
}
