import type { OutgoingHttpHeaders } from 'node:http'
import type { RequestOptions } from 'node:https'
import { asObject } from '@veinmind/internal'
import { isSecretName } from '@veinmind/sdk'
import { keepOwnSecrets } from '@veinmind/sdk/target'
import { asObjects, asText } from '../clean-object.ts'
import { configError, pathOf } from '../kubeconfig.ts'
import type { ChosenContext } from '../kubeconfig.ts'
import { createExecCredential } from './exec-credential.ts'
import { readToken } from './login.ts'
import type { LoginSource } from './login.ts'
import { createTokenFile } from './token-file.ts'

/** Adds to a request what says who asks. */
export type ApplyLogin = (options: RequestOptions) => Promise<void>

/** The login and the impersonation of a user as the kubeconfig says them. */
export function createLogin(chosen: ChosenContext, loginTimeout: number): ApplyLogin {
  keepUserSecrets(chosen)
  const login = loginOf(chosen, loginTimeout)
  const acting = impersonation(chosen)
  return async (options) => {
    const { token, certificate, key } = await login()
    keepOwnSecrets(token, key)
    options.headers = {
      ...(options.headers as OutgoingHttpHeaders),
      ...acting,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }
    if (certificate !== undefined) options.cert = certificate
    if (key !== undefined) options.key = key
  }
}

/** A token file goes before a token, as in kubectl, and both before a program. */
function loginOf(chosen: ChosenContext, loginTimeout: number): LoginSource {
  const { value } = chosen.user
  const [file, token] = [asText(value['tokenFile']), asText(value['token'])]
  if (file) return createTokenFile(pathOf(chosen.user, file))
  if (token) {
    const read = readToken(token)
    if (read === undefined) throw configError('the token of the kubeconfig is none')
    return () => Promise.resolve({ token: read })
  }
  if (typeof value['exec'] === 'object' && value['exec'] !== null) return createExecCredential(chosen, loginTimeout)
  return () => Promise.resolve({})
}

/** What the kubeconfig itself says that opens the cluster: also what is not used, which an error may repeat. */
function keepUserSecrets({ user: { value } }: ChosenContext): void {
  const data = asText(value['client-key-data'])
  keepOwnSecrets(asText(value['token']), asText(value['password']), data)
  if (data !== undefined) keepOwnSecrets(Buffer.from(data, 'base64').toString('latin1'))
  const provider = asObject(asObject(value['auth-provider'])['config'])
  for (const [name, secret] of Object.entries(provider)) if (isSecretName(name)) keepOwnSecrets(asText(secret))
  for (const { name, value: secret } of asObjects(asObject(value['exec'])['env']))
    if (isSecretName(asText(name) ?? '')) keepOwnSecrets(asText(secret))
}

function impersonation({ user: { value } }: ChosenContext): Readonly<Record<string, string | string[]>> {
  const [name, uid] = [asText(value['as']), asText(value['as-uid'])]
  const groups = Array.isArray(value['as-groups'])
    ? value['as-groups'].filter((group) => typeof group === 'string')
    : []
  return {
    ...(name ? { 'impersonate-user': name } : {}),
    ...(uid ? { 'impersonate-uid': uid } : {}),
    ...(groups.length > 0 ? { 'impersonate-group': groups } : {}),
  }
}
