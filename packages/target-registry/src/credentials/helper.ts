import { runProgram } from '@veinmind/internal/programs'
import { registryError } from '../errors.ts'
import type { Credential } from './types.ts'

const MAX_OUTPUT = 1024 * 1024
const TIMEOUT = 30_000

/** What helpers say when they hold nothing (github.com/docker/docker-credential-helpers, credentials/error.go). */
const NOT_FOUND = /credentials not found in native keychain|no credentials/i

/** The helper's program is not installed. */
export const HELPER_MISSING = 'helper-missing'

/**
 * Asks `docker-credential-<name> get` for the credentials of `server`. undefined: it holds none; `HELPER_MISSING`:
 * there is no such program. Throws `REGISTRY_CREDENTIAL_HELPER`. What it prints is never repeated: it may be a secret.
 */
export async function askHelper(
  name: string,
  server: string,
  options: { readonly signal?: AbortSignal | undefined; readonly timeout?: number } = {},
): Promise<Credential | typeof HELPER_MISSING | undefined> {
  const program = `docker-credential-${name}`
  // A name with a slash would be a path, and a program that the configuration brings along.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw failed(program, 'its name is not allowed')
  const { status, output } = await run(program, server, options)
  if (status === HELPER_MISSING) return HELPER_MISSING
  if (status !== 0) {
    if (NOT_FOUND.test(output)) return undefined
    throw failed(program, `it ended with status ${status}`)
  }
  return readAnswer(program, output)
}

function readAnswer(program: string, output: string): Credential | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(output)
  } catch {
    throw failed(program, 'its answer is not JSON')
  }
  const { Username: username, Secret: secret } = (answer ?? {}) as { Username?: unknown; Secret?: unknown }
  if (typeof username !== 'string' || typeof secret !== 'string') {
    throw failed(program, 'its answer has no Username and Secret')
  }
  if (secret === '') return undefined
  // docker's mark for "the secret is a refresh token".
  if (username === '<token>') return { identityToken: secret, source: program }
  return { username, password: secret, source: program }
}

async function run(
  program: string,
  input: string,
  options: { readonly signal?: AbortSignal | undefined; readonly timeout?: number },
): Promise<{ readonly status: number | string; readonly output: string }> {
  const { timeout = TIMEOUT, signal } = options
  const end = await runProgram(program, ['get'], { input: `${input}\n`, timeout, maxOutput: MAX_OUTPUT, signal })
  if (end.failure === 'no such') return { status: HELPER_MISSING, output: '' }
  if (end.failure === 'timeout') throw failed(program, 'it did not answer in time')
  if (end.failure === 'output') throw failed(program, 'it prints without end')
  if (end.error) throw failed(program, end.error.message)
  return { status: end.code ?? 'killed', output: end.stdout.toString('utf8') }
}

function failed(program: string, why: string): Error {
  return registryError('REGISTRY_CREDENTIAL_HELPER', `the credential helper ${program} failed: ${why}`, {
    hint: `try it by hand: echo <host> | ${program} get`,
  })
}
