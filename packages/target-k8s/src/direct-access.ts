import http from 'node:http'
import https from 'node:https'
import type { Access } from './access.ts'
import { asText } from './clean-object.ts'
import { createLogin } from './credentials/create-login.ts'
import type { ChosenContext } from './kubeconfig.ts'
import { readTls } from './tls.ts'

/** The way to a cluster that needs no proxy and no OpenID provider. */
export async function createDirectAccess(chosen: ChosenContext, loginTimeout: number): Promise<Access> {
  const server = (asText(chosen.cluster.value['server']) ?? '').replace(/\/+$/, '')
  const agent = /^http:/i.test(server) ? new http.Agent({ keepAlive: true }) : new https.Agent({ keepAlive: true, ...(await readTls(chosen)) })
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
