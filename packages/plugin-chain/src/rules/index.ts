import { HOST_PATHS } from './host.ts'
import type { PathRule } from './model.ts'

/** The rules by what their paths are about, in the order of the README. */
export const PATH_GROUPS: Readonly<Record<string, readonly PathRule[]>> = { host: HOST_PATHS }

/** Every path that is looked for. */
export const PATH_RULES: readonly PathRule[] = Object.values(PATH_GROUPS).flat()
