import { createHash } from 'node:crypto'

/** SHA-256 in hexadecimal: what tells a secret from another without telling it. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
