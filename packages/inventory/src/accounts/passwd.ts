import { idOf } from './lines.ts'
import type { Line } from './lines.ts'

/** A line of passwd (passwd(5)). */
export interface PasswdLine {
  readonly line: number
  readonly name: string
  /** The second field: `x` where shadow has the password. */
  readonly password: string
  readonly uid: number | undefined
  readonly gid: number | undefined
  readonly home: string
  readonly shell: string
}

/** The accounts of passwd. Lines of NIS (`+`, `-`) name accounts of another machine and are left out. */
export function readPasswd(lines: readonly Line[]): readonly PasswdLine[] {
  return lines.flatMap(({ line, text }) => {
    const [name = '', password, uid, gid, , home = '', shell = ''] = text.split(':', 7)
    if (!isName(name) || password === undefined || uid === undefined) return []
    return [
      {
        line,
        name,
        password,
        uid: idOf(uid),
        gid: idOf(gid),
        home: home.slice(0, 4096),
        shell: shell.trim().slice(0, 256),
      },
    ]
  })
}

const NO_LOGIN = new Set(['nologin', 'false', 'true', 'sync', 'halt', 'shutdown', 'null', 'git-shell'])

/** Whether a shell lets its user work; an empty one is `/bin/sh`. */
export function isLoginShell(shell: string): boolean {
  return !NO_LOGIN.has(shell.slice(shell.lastIndexOf('/') + 1))
}

/** Whether a first field names an account. */
export function isName(name: string): boolean {
  return name !== '' && name.length <= 256 && !/^[+#-]/.test(name)
}
