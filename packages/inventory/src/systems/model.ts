import type { Location } from '@veinmind/sdk'

/** An operating system whose files stand in an entity. Plain data. */
export interface OperatingSystem {
  /** The folder that its files stand in: `/` for the entity's own. */
  readonly root: string
  /** What it calls itself in one word (`ID` of os-release): `debian`, `rhel`, `alpine`. */
  readonly family: string
  /** For a person: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string
  /** `12`, `22.04`, `3.19.1`; empty for one that has none, such as Debian's unstable. */
  readonly version: string
  /** `bookworm`. */
  readonly codename?: string
  /** Families that it is like, nearest first (`ID_LIKE`). */
  readonly like: readonly string[]
  readonly variant?: string
  readonly cpe?: string
  /** What the OSV schema calls the ecosystem of its packages, with the release: `Debian:12`. */
  readonly ecosystem?: string
  /** The file that says so. */
  readonly at: Location
}
