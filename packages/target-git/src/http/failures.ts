import { VeinmindError } from '@veinmind/sdk'

/** An error of the connection as one of ours. */
export function translate(error: unknown, host: string): VeinmindError {
  const { code = '', message } = error as Error & { code?: string }
  if (/^UND_ERR_(?:HEADERS|BODY)_TIMEOUT$/.test(code)) {
    return new VeinmindError('GIT_TIMEOUT', `${host} does not go on`, {
      hint: 'the server, or a proxy before it, said nothing for a minute',
      cause: error,
    })
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)/.test(code)) {
    return new VeinmindError('GIT_UNREACHABLE', `the certificate of ${host} is not trusted: ${message}`, {
      hint: 'give its authority by --ca-file',
      cause: error,
    })
  }
  return new VeinmindError('GIT_UNREACHABLE', `cannot reach ${host}: ${message || code}`, { cause: error })
}

/** A login that was refused, by its source; or that is wanted, where there is none. */
export function unauthorized(host: string, source: string | undefined): VeinmindError {
  if (source !== undefined) return new VeinmindError('GIT_UNAUTHORIZED', `${host} refused the login of ${source}`)
  return new VeinmindError('GIT_UNAUTHORIZED', `${host} wants a login, and none was found for it`, {
    hint: 'give a token by --token-stdin or VEINMIND_GIT_TOKEN, or a login in ~/.netrc or a credential helper of git',
  })
}

/** A login that is wanted where a redirect leads to. */
export function unauthorizedElsewhere(host: string, own: string): VeinmindError {
  return new VeinmindError(
    'GIT_UNAUTHORIZED',
    `${host}, where ${own} redirects to, wants a login, and a login is for ${own} alone`,
    {
      hint: 'name the repository by the address that it has moved to',
    },
  )
}
