import { readFile } from 'node:fs/promises'
import { asObject } from '@veinmind/internal'
import { cutText } from '@veinmind/internal/text'
import { VeinmindError } from '@veinmind/sdk'
import type { JsonObject } from '@veinmind/sdk'
import { runProgram } from '@veinmind/internal/programs'
import { asObjects, asText } from '../clean-object.ts'
import { pathOf } from '../kubeconfig.ts'
import type { ChosenContext } from '../kubeconfig.ts'
import { readToken } from './login.ts'
import type { Login, LoginSource } from './login.ts'

/** Runs the program that the kubeconfig names for logging in, for `timeout` milliseconds at most, and keeps what it gives until that ends. */
export function createExecCredential(chosen: ChosenContext, timeout: number): LoginSource {
  let known: Promise<{ readonly login: Login; readonly ends: number }> | undefined
  return async () => {
    if (known && (await known).ends <= Date.now()) known = undefined
    return (await (known ??= logIn(chosen, timeout))).login
  }
}

async function logIn(
  chosen: ChosenContext,
  timeout: number,
): Promise<{ readonly login: Login; readonly ends: number }> {
  const exec = asObject(chosen.user.value['exec'])
  const given = asText(exec['command']) ?? ''
  // As in kubectl: a path is relative to the kubeconfig, a plain name is looked for in PATH.
  const command = given.includes('/') ? pathOf(chosen.user, given) : given
  const hint = asText(exec['installHint']) ?? 'run the command by hand; kubectl would use the same'
  const failed = (reason: string, cause?: unknown): VeinmindError =>
    new VeinmindError('K8S_LOGIN_FAILED', `the login command ${given || '""'} of the kubeconfig ${reason}`, {
      hint: cutText(hint, 500),
      ...(cause === undefined ? {} : { cause }),
    })
  if (given === '') throw failed('has no name')
  if (exec['interactiveMode'] === 'Always') throw failed('needs a terminal, which a scan is not')
  const names = Array.isArray(exec['args']) ? exec['args'].filter((arg) => typeof arg === 'string') : []
  const output = await outputOf({ command, args: names, env: await environment(exec, chosen), timeout }, failed)
  return readCredential(output, asText(exec['apiVersion']), failed)
}

/** The program's environment: ours, what the kubeconfig adds, and what the protocol tells it about the cluster. */
async function environment(exec: JsonObject, { cluster }: ChosenContext): Promise<NodeJS.ProcessEnv> {
  const own = asObjects(exec['env']).flatMap(({ name, value }) =>
    typeof name === 'string' ? [[name, asText(value) ?? ''] as const] : [],
  )
  const spec = {
    interactive: false,
    ...(exec['provideClusterInfo'] === true ? { cluster: await describeCluster(cluster) } : {}),
  }
  const info = { apiVersion: asText(exec['apiVersion']), kind: 'ExecCredential', spec }
  return { ...process.env, ...Object.fromEntries(own), KUBERNETES_EXEC_INFO: JSON.stringify(info) }
}

async function describeCluster(cluster: ChosenContext['cluster']): Promise<JsonObject> {
  const { server, 'tls-server-name': name, 'insecure-skip-tls-verify': skip, 'proxy-url': proxy } = cluster.value
  const file = asText(cluster.value['certificate-authority'])
  const authority =
    cluster.value['certificate-authority-data'] ?? (file && (await readFile(pathOf(cluster, file), 'base64')))
  const config = asObjects(cluster.value['extensions']).find(
    (each) => each['name'] === 'client.authentication.k8s.io/exec',
  )?.['extension']
  const described = {
    server,
    'tls-server-name': name,
    'insecure-skip-tls-verify': skip,
    'certificate-authority-data': authority,
    'proxy-url': proxy,
    config,
  }
  return JSON.parse(JSON.stringify(described)) as JsonObject
}

type Failed = (reason: string, cause?: unknown) => VeinmindError

interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly timeout: number
}

async function outputOf({ command, args, env, timeout }: Program, failed: Failed): Promise<string> {
  const { code, signal, failure, error, stdout, stderr } = await runProgram(command, args, { env, timeout })
  if (failure === 'timeout') throw failed(`gave no answer in ${timeout / 1000} s`)
  if (failure === 'output') throw failed('never stops writing')
  if (failure === 'no such') throw failed('is not there', error)
  if (error) throw failed(`cannot be run: ${error.message}`, error)
  const last = cutText(stderr.trim().split('\n').at(-1) ?? '', 300)
  if (code !== 0) throw failed(`ended with ${code ?? signal}${last === '' ? '' : `: ${last}`}`)
  return stdout.toString('utf8')
}

/** What the program wrote; it is never shown, since it may hold a token. */
function readCredential(
  output: string,
  apiVersion: string | undefined,
  failed: Failed,
): { readonly login: Login; readonly ends: number } {
  let credential: JsonObject
  try {
    credential = asObject(JSON.parse(output))
  } catch {
    throw failed('did not write an ExecCredential as JSON')
  }
  if (
    credential['kind'] !== 'ExecCredential' ||
    (apiVersion !== undefined && credential['apiVersion'] !== apiVersion)
  ) {
    throw failed(`did not write an ExecCredential of ${apiVersion ?? 'its API version'}`)
  }
  const status = asObject(credential['status'])
  const [given, certificate, key] = [
    asText(status['token']),
    asText(status['clientCertificateData']),
    asText(status['clientKeyData']),
  ]
  const token = given ? readToken(given) : undefined
  if (given && token === undefined) throw failed('gave a token that is none')
  if (token === undefined && !(certificate && key)) throw failed('gave neither a token nor a certificate with its key')
  const ends = Date.parse(asText(status['expirationTimestamp']) ?? '')
  return {
    login: {
      ...(token === undefined ? {} : { token }),
      ...(certificate && key ? { certificate, key } : {}),
    },
    ends: Number.isNaN(ends) ? Infinity : ends,
  }
}
