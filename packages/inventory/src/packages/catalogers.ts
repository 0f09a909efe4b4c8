import { languageCatalogers } from '../languages/catalogers.ts'
import type { Cataloger } from './cataloger.ts'
import { apk } from './apk/cataloger.ts'
import { dpkg } from './dpkg/cataloger.ts'
import { nix } from './nix/nix.ts'
import { opkg } from './opkg/opkg.ts'
import { pacman } from './pacman/cataloger.ts'
import { portage } from './portage/portage.ts'
import { rpm } from './rpm/cataloger.ts'
import { snap } from './snap/snap.ts'

/** All that look for packages. Adding one is a line here, or in the list of the languages. */
export const CATALOGERS: readonly Cataloger[] = [
  dpkg,
  rpm,
  apk,
  opkg,
  pacman,
  portage,
  nix,
  snap,
  ...languageCatalogers,
]
