import type { Candidate, Verdict } from './candidate.ts'

/** A token counts when its first part is a JSON object that names an algorithm, and its second one is a JSON object. */
export function checkJwt({ secret }: Candidate): Verdict | undefined {
  const [header = '', payload = ''] = secret.split('.')
  const { alg } = decodeObject(header) ?? {}
  const claims = decodeObject(payload)
  if (typeof alg !== 'string' || !claims) return undefined
  const { exp } = claims
  const expires = typeof exp === 'number' && Number.isFinite(exp) ? { expires: exp } : {}
  // Anyone can make an unsigned token: it proves nothing.
  if (alg.toLowerCase() === 'none') return { ...expires, severity: 'low', note: 'unsigned' }
  return expires
}

function decodeObject(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
