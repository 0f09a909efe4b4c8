import type { Location } from '@veinmind/sdk'

/** A line of a file of sudo, joined where it was continued, with its place. */
export interface SudoLine {
  readonly text: string
  readonly at: Location
}

/** A member of a list of users, hosts or users to run as (sudoers(5), "User_List"). */
export interface Member {
  readonly isNegated: boolean
  /** `name` is also a host; an alias is a name until it is looked up. */
  readonly kind: 'all' | 'name' | 'uid' | 'group' | 'gid' | 'other'
  readonly value: string
}

/** A member of a list of commands. */
export interface CommandMember {
  readonly isNegated: boolean
  readonly kind: 'all' | 'command' | 'folder' | 'sudoedit' | 'list' | 'alias'
  /** The path as it is written, with its wildcards; the name of an alias. */
  readonly value: string
  /** `undefined`: any arguments. `''`: none. */
  readonly args?: string
  readonly digests: readonly string[]
}

/** The tags of a command; a tag that is absent has its default. */
export interface Tags {
  readonly password?: boolean
  readonly setenv?: boolean
  readonly exec?: boolean
}

/** One command of a rule, with all that it takes over from those before it. */
export interface CommandSpec {
  readonly runasUsers?: readonly Member[]
  readonly runasGroups?: readonly Member[]
  readonly tags: Tags
  readonly options: Readonly<Record<string, string>>
  readonly command: CommandMember
}

/** Who may run what where. */
export interface UserSpec {
  readonly users: readonly Member[]
  readonly hosts: readonly Member[]
  readonly commands: readonly CommandSpec[]
  readonly at: Location
}

/** A line of defaults: for whom, and what. */
export interface DefaultsLine {
  readonly scope: 'all' | 'user' | 'host' | 'command' | 'runas'
  readonly members: readonly Member[]
  readonly commands: readonly CommandMember[]
  readonly settings: readonly Setting[]
  readonly at: Location
}

/** A setting of a line of defaults. */
export interface Setting {
  readonly name: string
  readonly isNegated: boolean
  readonly operator?: '=' | '+=' | '-='
  readonly value?: string
}

/** All that the files of sudo say, in the order in which it is read. */
export interface SudoPolicy {
  readonly defaults: readonly DefaultsLine[]
  readonly specs: readonly UserSpec[]
  readonly userAliases: ReadonlyMap<string, readonly Member[]>
  readonly runasAliases: ReadonlyMap<string, readonly Member[]>
  readonly hostAliases: ReadonlyMap<string, readonly Member[]>
  readonly commandAliases: ReadonlyMap<string, readonly CommandMember[]>
  /** Lines that are not as sudoers(5) has them: sudo refuses them. */
  readonly faults: readonly Location[]
}
