import type { GitAddress } from './url.ts'

/** How the web faces of git hosts address a line of a file at a commit. */
const STYLES = {
  github: (base: string, commit: string, path: string, line: number) => `${base}/blob/${commit}/${path}#L${line}`,
  gitlab: (base: string, commit: string, path: string, line: number) => `${base}/-/blob/${commit}/${path}#L${line}`,
  gitea: (base: string, commit: string, path: string, line: number) => `${base}/src/commit/${commit}/${path}#L${line}`,
  bitbucket: (base: string, commit: string, path: string, line: number) => `${base}/src/${commit}/${path}#lines-${line}`,
}

/** The face of a host, by its name. */
const HOSTS: readonly (readonly [pattern: RegExp, style: keyof typeof STYLES])[] = [
  [/(?:^|\.)github\./, 'github'],
  [/(?:^|\.)gitlab\./, 'gitlab'],
  [/(?:^|\.)(?:gitea|codeberg|forgejo)\./, 'gitea'],
  [/(?:^|\.)bitbucket\./, 'bitbucket'],
]

/** Makes addresses of lines for a person to open; undefined for a host whose face is not known. */
export function lineLinks(address: GitAddress, commit: string): ((path: string, line: number) => string) | undefined {
  const style = HOSTS.find(([pattern]) => pattern.test(address.host))?.[1]
  if (style === undefined) return undefined
  const repository = address.path.replace(/^\/+/, '').replace(/\.git$/, '')
  const base = `https://${address.host}/${repository.split('/').map(encodeURIComponent).join('/')}`
  return (path, line) => STYLES[style](base, commit, path.split('/').map(encodeURIComponent).join('/'), line)
}
