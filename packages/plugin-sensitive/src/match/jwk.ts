import type { Candidate, Verdict } from './candidate.ts'

const REACH = 4000

/**
 * A JSON web key with its private part: `d` of asymmetric keys, `k` of symmetric ones (RFC 7518, 6.2.2, 6.3.2, 6.4.1), before or behind `kty`. The
 * candidate is the name `kty`.
 */
export function checkJwk({ text, start, secret }: Candidate): Verdict | undefined {
  const [, type] =
    /^\\{0,3}"\s{0,8}:\s{0,8}\\{0,3}"(RSA|EC|OKP|oct)\\{0,3}"/.exec(
      text.slice(start + secret.length, start + secret.length + 60),
    ) ?? []
  if (type === undefined) return undefined
  // Only what is near is looked at: a file without braces would be read again for each key.
  const before = text.slice(Math.max(0, start - REACH), start)
  const after = text.slice(start, start + REACH)
  const from = start - before.length + Math.max(0, before.lastIndexOf('{'), before.lastIndexOf('kty"'))
  // The next key of a list, or of a file without braces, is another object.
  const close =
    ['}', 'kty"']
      .map((mark) => after.indexOf(mark, secret.length))
      .filter((at) => at !== -1)
      .toSorted((a, b) => a - b)[0] ?? -1
  const object = text.slice(from, start + (close === -1 ? after.length : close))
  const found = (
    type === 'oct'
      ? /"k\\{0,3}"\s{0,8}:\s{0,8}\\{0,3}"([\w-]{20,700})\\{0,3}"/
      : /"d\\{0,3}"\s{0,8}:\s{0,8}\\{0,3}"([\w-]{42,700})\\{0,3}"/
  ).exec(object)
  if (found?.[1] === undefined) return undefined
  const secretStart = from + found.index + found[0].indexOf(found[1], 3)
  return { secret: found[1], secretStart, end: secretStart + found[1].length, identity: found[1], note: 'unprotected' }
}
