import type { Severity } from '@veinmind/sdk'

/**
 * What an attacker in a container needs besides a flaw. `net-admin`, `net-raw` and `sys-admin` are capabilities, also those of a user namespace
 * that a process makes; `starts`, `image`, `image-or-exec`, `build`, `copy` and `pods` are things that somebody outside has to do.
 */
export type Need =
  | 'net-admin'
  | 'net-raw'
  | 'sys-admin'
  | 'user-namespace'
  | 'cgroup1-mount'
  | 'root'
  | 'host-network'
  | 'nvidia'
  | 'starts'
  | 'image'
  | 'image-or-exec'
  | 'build'
  | 'copy'
  | 'pods'

/** A flaw of the kernel that leads out of containers. */
export interface KernelFlaw {
  readonly id: string
  readonly name: string
  readonly severity: Severity
  /** All of them; none for a flaw that every process can use. */
  readonly needs: readonly Need[]
  /** The release of kernel.org that brought it; absent when it is not known. */
  readonly introduced?: string
  /** The first release of kernel.org without it; all later ones are fixed, too. */
  readonly fixed: string
  /** Stable branches, and their first release without it. */
  readonly branches: Readonly<Record<string, string>>
  /**
   * The first packages without it: of Debian by its branch (`5.10`), of Ubuntu by its line (`5.15.0`, the package `linux` alone), of
   * Enterprise Linux by its release (`8`), and of AlmaLinux alike where it was earlier than Red Hat.
   */
  readonly distributions: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Distributions and their releases that never had it. */
  readonly unaffected?: readonly (readonly string[])[]
  /** The only distributions that had it. */
  readonly only?: readonly string[]
  readonly references: readonly string[]
}

/** A flaw of a program that runs containers. */
export interface RuntimeFlaw {
  readonly id: string
  readonly name: string
  readonly program: string
  readonly severity: Severity
  readonly needs: readonly Need[]
  /** Upstream versions with the flaw: from the first of a pair up to the second, which fixes it. */
  readonly ranges: readonly (readonly string[])[]
  /** The first packages without it, by the codename of Debian's or Ubuntu's release. */
  readonly packages?: Readonly<Record<string, string>>
  readonly references: readonly string[]
}

/** Whether a version has a flaw, and by what that is known. */
export interface Verdict {
  readonly is: 'affected' | 'not affected' | 'not judged'
  /** The bound that the version was compared with, or why it could not be compared. */
  readonly by: string
}
