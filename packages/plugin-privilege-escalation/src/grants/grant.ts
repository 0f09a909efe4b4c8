import type { Location } from '@veinmind/sdk'
import type { SudoUser } from '../sudo/decide.ts'
import type { CommandMember } from '../sudo/model.ts'

/** That some users may run a command as another user, whichever file says so. */
export interface Grant {
  readonly via: 'sudo' | 'doas'
  readonly at: Location
  /** Accounts that it is for, none of them root. */
  readonly users: readonly SudoUser[]
  /** Every one of them is in it by a group for administrators (`sudo`, `wheel`). */
  readonly isForAdministrators: boolean
  /** Who the command runs as: `root` where that is among them. */
  readonly runas: string
  /** No password is asked for. */
  readonly isFree: boolean
  readonly command: CommandMember
  /** Commands that the same list takes away again. */
  readonly exceptions: readonly string[]
  /** The user may set variables of its environment. */
  readonly setsEnvironment: boolean
  /** The command may start no other program (`NOEXEC`). */
  readonly isWithoutExec: boolean
}
