import http from 'node:http'
import https from 'node:https'
import type { AgentOptions } from 'node:https'
import { secureOptions } from '@veinmind/internal/trust'
import type { Access } from './access-way.ts'
import { asText } from './clean-object.ts'
import { createLogin } from './credentials/create-login.ts'
import { configError } from './kubeconfig.ts'
import type { ChosenContext } from './kubeconfig.ts'
import { readTls } from './tls.ts'
import type { Tls } from './tls.ts'

/** The way to a cluster that needs no proxy and no OpenID provider. */
export async function createDirectAccess(chosen: ChosenContext, loginTimeout: number): Promise<Access> {
  const server = (asText(chosen.cluster.value['server']) ?? '').replace(/\/+$/, '')
  const agent = /^http:/i.test(server)
    ? new http.Agent({ keepAlive: true })
    : new https.Agent({ keepAlive: true, ...trust(await readTls(chosen)) })
  const login = createLogin(chosen, loginTimeout)
  const { username, password } = chosen.user.value
  const auth = typeof username === 'string' && username !== '' ? `${username}:${asText(password) ?? ''}` : undefined
  return {
    server,
    async apply(options) {
      options.agent = agent
      if (auth !== undefined) options.auth = auth
      await login(options)
    },
  }
}

/** The kubeconfig's authority alone where it names one, as in kubectl; else those that the system trusts. */
function trust({ ca, cert, key, ...rest }: Tls): AgentOptions {
  if (ca !== undefined) return { ca, ...(cert && { cert }), ...(key && { key }), ...rest }
  try {
    return {
      ...secureOptions({ ...(cert && { cert: cert.toString() }), ...(key && { key: key.toString() }) }),
      ...rest,
    }
  } catch (error) {
    throw configError('the client-certificate or the client-key cannot be read', undefined, error)
  }
}
