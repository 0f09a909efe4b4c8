import { languageCatalogers } from '../languages/catalogers.ts'
import type { Cataloger } from './cataloger.ts'
import { apk } from './apk/cataloger.ts'
import { dpkg } from './dpkg/cataloger.ts'
import { rpm } from './rpm/cataloger.ts'

/** All that look for packages. Adding one is a line here, or in the list of the languages. */
export const CATALOGERS: readonly Cataloger[] = [dpkg, rpm, apk, ...languageCatalogers]
