import { createSecureContext, getCACertificates } from 'node:tls'
import type { SecureContext } from 'node:tls'
import { systemCertificates } from './system-certificates.ts'

/** Certificates and keys of one client, in PEM, besides the authorities that the system trusts. */
export interface SecureMaterial {
  readonly extra?: readonly string[]
  readonly cert?: string
  readonly key?: string
  readonly environment?: NodeJS.ProcessEnv
}

/**
 * What connections are to be told so that they trust Node's list of authorities, the system's, `NODE_EXTRA_CA_CERTS` and `extra`.
 * Made once for many connections: reading hundreds of certificates takes longer than connecting. Throws what OpenSSL says of
 * material that it cannot read.
 */
export function secureOptions({ extra = [], cert, key, environment = process.env }: SecureMaterial = {}): {
  readonly secureContext?: SecureContext
} {
  const added = [...systemCertificates(environment), ...extra]
  // Without any of ours Node's own store does, which is shared by all connections.
  if (added.length === 0 && cert === undefined) return {}
  return {
    secureContext: createSecureContext({
      ...(added.length === 0 ? {} : { ca: [...getCACertificates('default'), ...added] }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    }),
  }
}
