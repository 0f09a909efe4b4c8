import type { Confidence, Severity } from '@veinmind/sdk'
import type { Family } from './families.ts'
import type { Title } from './title.ts'

/** Names of the code that looks at a match closer than a pattern can, see `match/checks.ts`. */
export type CheckName =
  | 'assignment'
  | 'basic-auth'
  | 'crc32'
  | 'der-key'
  | 'docker-auth'
  | 'docker-config'
  | 'jwk'
  | 'jwt'
  | 'kubeconfig'
  | 'loose-assignment'
  | 'loose-password'
  | 'loose-token'
  | 'lower-case'
  | 'named-assignment'
  | 'nats-seed'
  | 'pem'
  | 'pem-in-base64'
  | 'pgp'
  | 'putty'
  | 'sql-insert'
  | 'sql-password'
  | 'url-password'
  | 'variables-in-base64'

/** What every rule of this plugin declares. */
interface RuleBase {
  /** `SENS-` and three digits. Rules of the original plugin keep their number; ours start at 200. Never used again. */
  readonly id: string
  /** kebab-case name, unique. */
  readonly name: string
  readonly title: Title
  readonly severity: Severity
  readonly confidence: Confidence
  /** What the secret opens: texts on what to do, ATT&CK ids. */
  readonly family: Family
  readonly references: readonly string[]
  /** Instead of the family's. */
  readonly remediation?: Title
  /** Numbers of the original plugin's rules that this one stands for. */
  readonly legacyIds: readonly number[]
}

/** A rule on the content of files, and on every other text of an image (environment, history, labels). */
export interface ContentRule extends RuleBase {
  /**
   * Printable ASCII, 3 to 64 characters. Only texts that hold one are looked at. They are searched without regard to case for
   * rules that ignore it, and as they are written here for the others.
   */
  readonly keywords: readonly string[]
  /**
   * Source of a JavaScript pattern that runs in linear time. It is tried where a keyword stands, or, with `before`, from
   * that many characters before it. The secret is group `secret`, or the whole match.
   */
  readonly pattern: string
  readonly ignoreCase: boolean
  /** Characters before a keyword where a match may begin; 0: a match begins with the keyword. */
  readonly before: number
  /** With `before`: characters after the start of a keyword where a match must end. */
  readonly after: number
  /** Smallest Shannon entropy of the secret, in bits a character; 0: any. */
  readonly entropy: number
  readonly check?: CheckName
  /** Source of a pattern (without regard to case) that must match near the secret: the vendor, where the name alone does not say whose it is. */
  readonly beside?: string
  /** Looked for in binary files too: the pattern alone is proof enough. */
  readonly binary: boolean
  /** Stands back where any other rule matches the same characters. */
  readonly loose: boolean
  /** The secret may be a known example or a placeholder: no filter is put on it. */
  readonly unfiltered: boolean
  /** Templates of texts that the rule must find, and must not; `test/samples.ts` builds them. */
  readonly samples: readonly string[]
  readonly misses: readonly string[]
}

/** A rule on the name of a file or folder. */
export interface PathRule extends RuleBase {
  /** Globs on absolute paths, see `globToRegExp`. */
  readonly paths: readonly string[]
  /** Globs on absolute paths where the same name says nothing. */
  readonly except: readonly string[]
  readonly type: 'file' | 'directory'
  readonly samples: readonly string[]
  readonly misses: readonly string[]
}

/** The rule on variables whose name says that their value is a secret. */
export type EnvRule = RuleBase

/** `SENS-007` of 7. */
export function ruleId(number: number): string {
  return `SENS-${String(number).padStart(3, '0')}`
}
