/** What opens a registry. */
export interface Credential {
  readonly username?: string
  readonly password?: string
  /** An OAuth2 refresh token (docker's `identitytoken`): exchanged at the token service. */
  readonly identityToken?: string
  /** A bearer token that the registry takes as it is (docker's `registrytoken`). */
  readonly registryToken?: string
  /** Where it was found, for messages; never the secret itself. */
  readonly source: string
}

/** A place that credentials are looked for in. */
export interface CredentialSource {
  /** What a message calls it, such as `~/.docker/config.json`. */
  readonly name: string
  /** What it holds for exactly this host (with its port); undefined when it holds nothing. */
  find(
    host: string,
    where?: { readonly repository?: string | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<Credential | undefined>
}

/** The first of `sources` that has something for a host. */
export function firstOf(...sources: readonly CredentialSource[]): CredentialSource {
  return {
    name: sources.map(({ name }) => name).join(', '),
    async find(host, where) {
      for (const source of sources) {
        const found = await source.find(host, where)
        if (found) return found
      }
      return undefined
    },
  }
}

/** Other names of Docker Hub, which its credentials may be filed under. */
const HUB = ['docker.io', 'index.docker.io', 'registry-1.docker.io']

/** The names that credentials of `host` may be filed under. */
export function namesOfHost(host: string): readonly string[] {
  const name = host.toLowerCase()
  return HUB.includes(name) ? HUB : [name]
}
