import type { Candidate, Verdict } from './candidate.ts'
import { ENCODED_NAMES } from '../rules/encoded-names.ts'
import { formatOf } from './format.ts'
import { checkAssignment } from './loose.ts'

const LONGEST = 32_768
/** The first secret of a file of variables stands so near to its beginning. */
const FARTHEST = 2048
const BASE64 = /[A-Za-z0-9+/]/
const ENV = formatOf('.env')

const IS_ENCODED = new RegExp(ENCODED_NAMES.join('|').replaceAll('+', String.raw`\+`))

/** A whole file of variables in base64, as a Secret of Kubernetes or a variable of a pipeline holds it, around the candidate. It counts when one of its variables is a secret. */
export function checkVariables({ text, start, secret, rule }: Candidate): Verdict | undefined {
  // Of several names in one text the first looks at all of it; most of the others have one close before them.
  for (const reach of [128, FARTHEST])
    if (IS_ENCODED.test(text.slice(startOf(text, start, reach), start))) return undefined
  const from = startOf(text, start, FARTHEST)
  if (start - from === FARTHEST) return undefined
  let end = start + secret.length
  while (end - start < LONGEST && BASE64.test(text.charAt(end))) end += 1
  while (text.charAt(end) === '=') end += 1
  const base64 = text.slice(from, end)
  const decoded = Buffer.from(base64, 'base64').toString('latin1')
  // oxlint-disable-next-line no-control-regex -- control characters are what tells noise from text
  if (/[\u0000-\u0008\u000e-\u001f]/.test(decoded)) return undefined
  const secrets: string[] = []
  for (const { index, 1: name = '', 2: operator = '' } of decoded.matchAll(
    /(?<=^|[\r\n])(?:export )?([A-Za-z_]\w{1,80})(=)/g,
  )) {
    const at = decoded.indexOf(name, index)
    const found = checkAssignment({
      rule,
      text: decoded,
      kind: 'config',
      format: ENV,
      start: at,
      secretStart: at,
      secret: name + operator,
      groups: { name },
    })
    if (found?.secret !== undefined) secrets.push(found.secret, ...(found.alsoSecret ?? []))
  }
  return secrets.length === 0
    ? undefined
    : { secret: base64, secretStart: from, end, identity: base64, alsoSecret: secrets }
}

/** Where the base64 begins that stands before `at`, `reach` characters before it at most. */
function startOf(text: string, at: number, reach: number): number {
  let from = at
  while (at - from < reach && from > 0 && BASE64.test(text.charAt(from - 1))) from -= 1
  return from
}
