import { asObject } from '@veinmind/internal'
import { VeinmindError } from '@veinmind/sdk'
import { asText } from './clean-object.ts'
import type { Client } from './client.ts'
import type { SecretName } from './images.ts'

/**
 * The registries and credentials of a pull secret, as the `auths` of docker's configuration, for a registry client alone.
 * Throws `K8S_SECRET_UNREADABLE`.
 */
export async function readPullSecret(client: Client, { namespace, name }: SecretName): Promise<string> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`
  const { status, body } = await client.get(path)
  if (status === 403)
    throw unreadable(
      { namespace, name },
      'may not be read',
      `the role needs the verb get on the resource secrets, which may be narrowed by resourceNames: [${name}]`,
    )
  if (status !== 200)
    throw unreadable({ namespace, name }, status === 404 ? 'is not there' : `was answered with ${status}`)
  const data = asObject(body['data'])
  const [config, legacy] = [asText(data['.dockerconfigjson']), asText(data['.dockercfg'])]
  try {
    if (config !== undefined) return JSON.stringify({ auths: asObject(asObject(JSON.parse(decode(config)))['auths']) })
    if (legacy !== undefined) return JSON.stringify({ auths: asObject(JSON.parse(decode(legacy))) })
  } catch {
    // Said below: the parser's message would show a part of the secret.
  }
  throw unreadable({ namespace, name }, 'is no configuration of docker')
}

const decode = (base64: string): string => Buffer.from(base64, 'base64').toString('utf8')

function unreadable({ namespace, name }: SecretName, why: string, hint?: string): VeinmindError {
  return new VeinmindError(
    'K8S_SECRET_UNREADABLE',
    `the pull secret ${namespace}/${name} ${why}`,
    hint === undefined ? {} : { hint },
  )
}
