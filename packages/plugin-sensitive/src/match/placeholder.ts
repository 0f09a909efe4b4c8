import { createHash } from 'node:crypto'

// Words that no generated secret holds, and that examples do.
const EXAMPLE = /example|changeme|change[-_ ]me|placeholder|redacted|insert[-_ ]|replace[-_ ]|secret[-_]?here|your[-_ ]|[-_ ]here\b/i
const RUNS = /x{5}|X{5}|\*{3}|\.{3}|0{8}|1{8}|_{4}|(?:0?123456789|abcdefghij|ABCDEFGHIJ|qwertyuiop|deadbeef)/
// Shorter ones stand in random tokens by chance, and in prefixes ("sk_test_"): they count only in values of no known format.
const WORDS = /dummy|sample|(?:^|[^a-z])(?:test|fake|mock|todo|none|null|undefined|foobar|foo|bar|lorem)(?:[^a-z]|$)/i
const REFERENCE = /^[$%@&]|\$[{(A-Za-z]|\{\{|\}\}|<[%?$A-Za-z]|%[({s]|%[A-Z_]{2,}%|#\{|\[\[|^<.*>$|^\{.*\}$|^\[.*\]$|^\(|ENC\(|^(?:arn:|vault:|secret:|ref:|file:|env:|ssm:|op:\/\/|gcp:|azure:|!)/

/** SHA-256 of secrets that stand in public documentation; here by hash, so that no scanner takes this file for a leak. */
const KNOWN_EXAMPLES: ReadonlySet<string> = new Set([
  // AWS documentation
  '1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3',
])

/** Whether a secret of a known format is one that documentation shows. */
export function isExample(secret: string): boolean {
  const head = secret.slice(0, 512)
  if (EXAMPLE.test(head)) return true
  if (secret.length <= 300 && RUNS.test(head)) return true
  return KNOWN_EXAMPLES.has(sha256(secret))
}

/** Whether a value of any form is an example, a placeholder or a reference to where the secret is. */
export function isPlaceholder(secret: string): boolean {
  const head = secret.slice(0, 512)
  return REFERENCE.test(head) || WORDS.test(head) || isExample(secret)
}

/** SHA-256 in hexadecimal: what tells a secret from another without telling it. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
