import { sha256 } from './sha256.ts'

// Words that no generated secret holds, and that examples do.
const EXAMPLE =
  /example|changeme|change[-_ ]me|placeholder|redacted|insert[-_ ]|replace[-_ ]|secret[-_]?here|your[-_ ]|[-_ ]here\b/i
const RUNS = /x{5}|X{5}|\*{3}|\.{3}|0{8}|1{8}|_{4}|(?:0?123456789|abcdefghij|ABCDEFGHIJ|qwertyuiop|deadbeef)/
// Shorter ones stand in random tokens by chance, and in prefixes ("sk_test_"): they count only in values of no known format.
const WORDS = /dummy|sample|(?:^|[^a-z])(?:test|fake|mock|todo|none|null|undefined|foobar|foo|bar|lorem)(?:[^a-z]|$)/i
const REFERENCE =
  /^[$%@&]|\$[{(A-Za-z]|\{\{|\}\}|<[%?$A-Za-z]|%[({s]|%[A-Z_]{2,}%|#\{|\[\[|^<.*>$|^\{.*\}$|^\[.*\]$|^\(|ENC\(|^(?:arn:|vault:|secret:|ref:|file:|env:|ssm:|op:\/\/|gcp:|azure:|!)/

/** SHA-256 of secrets that stand in public documentation; here by hash, so that no scanner takes this file for a leak. */
const KNOWN_EXAMPLES: ReadonlySet<string> = new Set([
  // access key ID and secret of the AWS documentation
  '1a5d44a2dca19669d72edf4c4f1c27c4c1ca4b4408fbb17f6ce4ad452d78ddb3',
  '78314b11be2e581549ac1c4f616563fad3fdf0c3b71678f6e2299182080e0598',
  // test keys of the Stripe documentation
  '2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326',
  'b1471f544ceeea31333bde7e1ecbaad6eac0d4a749412ad29bd66ef895b81c6b',
  // the password of RFC 6749, section 2.3.1
  '53f5da0aaa93d64cd5772c554cbf940f0539e689dddbeb8f923eec3f72c02ea9',
  // the tokens of jwt.io and of PyJWT's description
  '7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606',
  'bf145d9380bbe05bdc1a72525796b224f8a8c93ae0e9e102eafbc255ac1af9e8',
  // the key that the npm package ssh2 tries Ed25519 with
  '0739020d3a2d8f666ad29cc2a2255d10c719f498a888e09104f51c88fbb06156',
  // the keys and salts that a comment of WordPress (wp_salt) shows
  '4b769966d13255de701945d4de968fa9153c0700300c95a087bad0e2bb15bb92',
  '8f8f9d06a40fbfb896187d725e72f87f42076c8ce4dd7cd11b4ca40017c6973b',
  '6a5eb905e55eb7b220bb1c40e27311809038eff1f3af346d493d56b9b769d4ea',
  '85b202a179e10732448aab564be0d7f8c809c3c018064f69da5412dc4522e73c',
  '108741b452893a93239814ae59f27ac062c3aa499f3c36e87c126f4112f4ca16',
  '5b225527d22f46b2bdb55277a0be2b0123266d738f2a7afd53fecbd74bfea9cf',
  '3ff075ae6f33ec23234bdf9ae36fe19abe75a3eb84ccb4826c40582ee0fd5650',
  '775f6ca2c96d4d2adf433242065c7d323592e3911e41158b0c6d3aeb77c3442e',
])

/** Whether a secret of a known format is one that documentation shows. */
export function isExample(secret: string): boolean {
  const head = secret.slice(0, 512)
  return EXAMPLE.test(head) || (secret.length <= 300 && RUNS.test(head))
}

/** Whether documentation or a program has made this very secret public. */
export function isKnownExample(identity: string): boolean {
  return KNOWN_EXAMPLES.has(sha256(identity))
}

const FILLERS =
  /^(?:x{3,}|X{3,}|\?{3,}|\.{3,}|-{3,}|_{3,}|\*{3,}|#{3,})|x{4}|X{4}|\*{4}|\.{3}|_{4}|^(.{1,3})\1{2,}$|^(?:my|your|the|some|any|enter|insert|replace|put|use|set|add|this|fill|type|choose|new)[-_ ]?(?:own|super|very|test|real|secure|strong|app|api|db|user|admin|root|jwt|access|client|auth|aws|github|private)?[-_ ]?(?:secret|password|passwd|pass|pwd|token|key|api|credential)/i

/** Whether a value that nothing but its name calls a secret is there to be replaced. What random text holds by chance does not count. */
export function isFiller(text: string, surprise: number): boolean {
  if (isExample(text) || FILLERS.test(text)) return true
  return surprise < 30 && WORDS.test(text)
}

/** Whether a value of any form is an example, a placeholder or a reference to where the secret is. */
export function isPlaceholder(secret: string): boolean {
  const head = secret.slice(0, 512)
  return REFERENCE.test(head) || WORDS.test(head) || isExample(secret)
}
