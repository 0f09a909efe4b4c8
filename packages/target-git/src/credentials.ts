import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { kib } from '@veinmind/sdk'
import { keepOwnSecrets } from '@veinmind/sdk/target'
import { runProgram } from '@veinmind/internal/programs'

/** A login for a git host over http. */
export interface GitCredential {
  readonly username: string
  readonly password: string
  /** Where it came from, to be said when it is refused. */
  readonly source: string
}

/** The server whose login is looked for. */
export interface GitHost {
  /** `https` or `http`. */
  readonly protocol: string
  /** Host with its port, where it has one of its own. */
  readonly host: string
  readonly path: string
  readonly username?: string
}

/** Where logins come from. Each is asked for one host, and what it gives goes to that host alone. */
export interface CredentialOptions {
  /** A token that the user piped in. */
  readonly token?: string
  readonly environment?: NodeJS.ProcessEnv
  /** Milliseconds that the helpers of git may take; by default 10,000. */
  readonly helperTimeout?: number
}

/** The fields of a netrc's `machine`. */
const KEYS = new Set(['login', 'password', 'account'])

/** Username that every large host takes with a token as the password. */
const TOKEN_USER = 'oauth2'

/** The first login that is found: the token, `VEINMIND_GIT_TOKEN`, `~/.netrc`, git's credential helpers. */
export async function findCredential(host: GitHost, options: CredentialOptions): Promise<GitCredential | undefined> {
  const found = await lookFor(host, options)
  keepOwnSecrets(found?.password)
  return found
}

async function lookFor(host: GitHost, options: CredentialOptions): Promise<GitCredential | undefined> {
  const { token, environment = process.env } = options
  const username = host.username ?? TOKEN_USER
  if (token) return { username, password: token, source: '--token-stdin' }
  const fromEnvironment = environment['VEINMIND_GIT_TOKEN']
  if (fromEnvironment) return { username, password: fromEnvironment, source: 'VEINMIND_GIT_TOKEN' }
  return (await fromNetrc(host, environment)) ?? fromHelpers(host, environment, options.helperTimeout ?? HELPER_MS)
}

async function fromNetrc(
  { host, username }: GitHost,
  environment: NodeJS.ProcessEnv,
): Promise<GitCredential | undefined> {
  const path = environment['NETRC'] ?? join(environment['HOME'] ?? homedir(), '.netrc')
  const text = await readFile(path, 'utf8').catch(() => '')
  const found = parseNetrc(text, host.replace(/:\d+$/, ''), username)
  return found && { ...found, source: path }
}

/**
 * The first login of a machine in a `.netrc`, that of `user` where one is asked for. `default` counts for every machine and is
 * not used, as it would go anywhere.
 */
export function parseNetrc(
  text: string,
  machine: string,
  user?: string,
): { username: string; password: string } | undefined {
  const words = text.split(/\s+/)
  for (let at = 0; at < words.length; at++) {
    if (words[at] !== 'machine' || words[at + 1] !== machine) continue
    const found = new Map<string, string>()
    for (at += 2; KEYS.has(words[at] ?? ''); at += 2) found.set(words[at] ?? '', words[at + 1] ?? '')
    at -= 1
    const [username = '', password] = [found.get('login'), found.get('password')]
    if (password !== undefined && (user === undefined || user === username)) return { username, password }
  }
  return undefined
}

const HELPER_MS = 10_000

/** Asks `git credential fill`, where git is there; it must not ask the person. */
async function fromHelpers(
  { protocol, host, path, username }: GitHost,
  environment: NodeJS.ProcessEnv,
  timeout: number,
): Promise<GitCredential | undefined> {
  // Each fact is a line: one with a line feed could name another host (CVE-2020-5260). Addresses have none; this is the last door.
  if (/[\0\r\n]/.test(protocol + host + path + (username ?? ''))) return undefined
  const lines = [`protocol=${protocol}`, `host=${host}`, `path=${path.replace(/^\//, '')}`]
  if (username !== undefined) lines.push(`username=${username}`)
  const env = { ...environment, GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: '', SSH_ASKPASS: '', GCM_INTERACTIVE: 'never' }
  const options = { env, cwd: '/', input: `${lines.join('\n')}\n\n`, timeout, maxOutput: kib(64) }
  const { code, stdout } = await runProgram('git', ['credential', 'fill'], options)
  if (code !== 0) return undefined
  const answer = new Map(
    stdout
      .toString('utf8')
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  const [user, password] = [answer.get('username'), answer.get('password')]
  return user === undefined || !password ? undefined : { username: user, password, source: 'git credential fill' }
}
