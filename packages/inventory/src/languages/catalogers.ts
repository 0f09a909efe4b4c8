import type { Cataloger } from '../packages/cataloger.ts'

/** All that look for packages of programming languages. Adding one is a line. */
export const languageCatalogers: readonly Cataloger[] = []
