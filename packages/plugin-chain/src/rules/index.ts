import { CLUSTER_PATHS } from './cluster.ts'
import { CREDENTIAL_PATHS } from './credentials.ts'
import { HOST_PATHS } from './host.ts'
import { INSIDE_PATHS } from './inside.ts'
import { INTRUDER_PATHS } from './intruders.ts'
import type { PathRule } from './model.ts'

/** The rules by what their paths are about, in the order of the README. */
export const PATH_GROUPS: Readonly<Record<string, readonly PathRule[]>> = {
  host: HOST_PATHS,
  inside: INSIDE_PATHS,
  credentials: CREDENTIAL_PATHS,
  intruders: INTRUDER_PATHS,
  cluster: CLUSTER_PATHS,
}

/** Every path that is looked for. */
export const PATH_RULES: readonly PathRule[] = Object.values(PATH_GROUPS).flat()
