import { isPlainWord } from './plain-words.ts'
import { SHORTEST } from './secret-matcher.ts'

/** Each secret, what else it is written as, what one in base64 says, and the lines of long ones. */
export function secretForms(secrets: Iterable<string>): Set<string> {
  const all = new Set<string>()
  for (const secret of secrets) {
    const trimmed = secret.trim()
    if (trimmed.length < SHORTEST) continue
    all.add(secret).add(trimmed)
    if (/ /.test(trimmed)) all.add(encodeURIComponent(trimmed.toWellFormed()).replaceAll('%20', '+'))
    // As bytes, which is what base64 is read as.
    if (/[^\0-\x7f]/.test(trimmed)) all.add(Buffer.from(trimmed).toString('latin1'))
    const said = decoded(trimmed)
    // A plain word in base64 is not added: where it is a secret elsewhere, its own finding names it.
    if (said !== undefined && !isPlainWord(said)) all.add(said)
    for (const text of [secret, said ?? ''])
      if (text.includes('\n')) for (const line of secretLines(text)) all.add(line)
  }
  return all
}

/** The text that a secret in base64 stands for, if it is one: a token of random characters stands for none. */
function decoded(secret: string): string | undefined {
  if (secret.length < 12 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(secret)) return undefined
  const text = Buffer.from(secret, 'base64').toString('utf8')
  // oxlint-disable-next-line no-control-regex -- control characters are what tells noise from text
  return /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufffd]/.test(text) ? undefined : text
}

/** The lines of a secret of many lines (a private key) that are secret by themselves. */
function secretLines(secret: string): string[] {
  return secret
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 16 && !/^-----(?:BEGIN|END) /.test(line))
}
