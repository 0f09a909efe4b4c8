import { fstatSync } from 'node:fs'

interface Stream {
  readonly isTTY?: boolean
  readonly fd?: number
}

/** Variables of build systems, whose logs show colours although they are no terminals. */
const LOGS_WITH_COLOR = [
  'GITHUB_ACTIONS',
  'GITEA_ACTIONS',
  'GITLAB_CI',
  'BUILDKITE',
  'CIRCLECI',
  'TRAVIS',
  'APPVEYOR',
  'DRONE',
  'CI_WOODPECKER',
  'TF_BUILD',
  'TEAMCITY_VERSION',
  'JENKINS_URL',
  'SEMAPHORE',
  'CIRRUS_CI',
  'BITBUCKET_BUILD_NUMBER',
]

/**
 * Whether what is written to `stream` may be coloured. `FORCE_COLOR` decides (0 and false are no), then `NO_COLOR`; else terminals
 * take colours, and the logs of builds, but files do not.
 */
export function takesColor(stream: Stream, environment: NodeJS.ProcessEnv = process.env): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = environment
  if (FORCE_COLOR !== undefined) return !['0', 'false'].includes(FORCE_COLOR.toLowerCase())
  if (NO_COLOR) return false
  if (stream.isTTY) return TERM !== 'dumb'
  return LOGS_WITH_COLOR.some((name) => environment[name]) && !isFile(stream.fd)
}

function isFile(fd: number | undefined): boolean {
  try {
    return fd === undefined || fstatSync(fd).isFile()
  } catch {
    return true
  }
}
