import { encodeName } from '@veinmind/sdk/target'
import type { GitAddress } from './url.ts'

/** Where a line is. */
interface Place {
  /** Address of the repository on the face. */
  readonly base: string
  readonly commit: string
  readonly path: string
  readonly line: number
}

/** How the web faces of git hosts address a line of a file at a commit. */
const STYLES = {
  github: ({ base, commit, path, line }: Place) => `${base}/blob/${commit}/${path}#L${line}`,
  gitlab: ({ base, commit, path, line }: Place) => `${base}/-/blob/${commit}/${path}#L${line}`,
  gitea: ({ base, commit, path, line }: Place) => `${base}/src/commit/${commit}/${path}#L${line}`,
  bitbucket: ({ base, commit, path, line }: Place) => `${base}/src/${commit}/${path}#lines-${line}`,
  /** Bitbucket Server and Data Center: `/scm/team/app.git` is shown at `/projects/team/repos/app`. */
  bitbucketServer: ({ base, commit, path, line }: Place) =>
    `${base.replace(/^(https?:\/\/[^/]+)\/(?:scm\/)?([^/]+)\//, '$1/projects/$2/repos/')}/browse/${path}?at=${commit}#${line}`,
}

/** The face of a host, by its name. */
const HOSTS: readonly (readonly [pattern: RegExp, style: keyof typeof STYLES])[] = [
  [/(?:^|\.)github\./, 'github'],
  [/(?:^|\.)gitlab\./, 'gitlab'],
  [/(?:^|\.)(?:gitea|codeberg|forgejo)\./, 'gitea'],
  [/(?:^|\.)bitbucket\.org$/, 'bitbucket'],
  [/(?:^|\.)bitbucket\./, 'bitbucketServer'],
]

/** Makes addresses of lines for a person to open; undefined for a host whose face is not known. */
export function lineLinks(address: GitAddress, commit: string): ((path: string, line: number) => string) | undefined {
  const style = HOSTS.find(([pattern]) => pattern.test(address.host.toLowerCase()))?.[1]
  if (style === undefined) return undefined
  const repository = address.path.replace(/^\/+/, '').replace(/\.git$/, '')
  const base = `${faceOf(address)}/${encodePath(repository)}`
  return (path, line) => STYLES[style]({ base, commit, path: encodePath(path), line })
}

/** Over ssh a host has another port, and may have another name: `ssh.github.com`, `altssh.gitlab.com`. */
function faceOf({ transport, host, port }: GitAddress): string {
  if (transport === 'ssh') return `https://${host.replace(/^(?:alt)?ssh\./, '')}`
  return `${transport}://${host}${port === undefined ? '' : `:${port}`}`
}

/** A path as it stands in an address; its names are bytes. */
function encodePath(path: string): string {
  return path
    .split('/')
    .map((name) => (name.isWellFormed() ? encodeURIComponent(name) : encodeBytes(name)))
    .join('/')
}

function encodeBytes(name: string): string {
  const encode = (byte: number): string =>
    byte < 0x80 ? encodeURIComponent(String.fromCharCode(byte)) : `%${byte.toString(16).toUpperCase()}`
  return Array.from(encodeName(name), encode).join('')
}
