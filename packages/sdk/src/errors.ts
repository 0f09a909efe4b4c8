import { printable } from './printable.ts'

/** What an error carries besides its message. */
export interface ErrorDetails {
  /** What the user can do about it, one sentence. */
  readonly hint?: string
  /** The error that caused this one. */
  readonly cause?: unknown
  /** Facts for logs and reports; never a credential. */
  readonly context?: Readonly<Record<string, string | number | boolean | undefined>>
  /** Whether the user has to say it otherwise (an option, a word, a file of settings), and nothing else is amiss. */
  readonly isUsage?: boolean
}

const [OLDEST_MAJOR, OLDEST_MINOR] = [22, 19]

/** Throws on a Node that is older than the packages are made for, which would fail later and elsewhere. */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < OLDEST_MAJOR || (major === OLDEST_MAJOR && minor < OLDEST_MINOR))
    throw new Error(`@veinmind needs Node ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer; this is ${version}`)
}

// Here, because every package loads this module before it does anything.
requireNode(process.versions.node)

/** What an error of any copy of this package is known by: a plugin may bring a version of its own. */
const BRAND = Symbol.for('@veinmind/sdk/error')

/**
 * The one error class of VeinMind. `code` is stable, `UPPER_SNAKE`, listed in `docs/errors.md`; the message says what
 * happened to what. User information in URLs is removed and control characters are escaped when an error is made.
 */
export class VeinmindError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }

  override readonly name = 'VeinmindError'
  readonly code: string
  readonly hint: string | undefined
  readonly context: Readonly<Record<string, string | number | boolean | undefined>>
  /** Whether what the user said is wrong: a command ends with 2 then. */
  readonly isUsage: boolean

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(
      printable(withoutNodeAdvice(withoutUserInfo(message))),
      details.cause === undefined ? undefined : { cause: details.cause },
    )
    Object.defineProperty(this, BRAND, { value: true })
    this.code = code
    this.hint = details.hint === undefined ? undefined : printable(withoutUserInfo(details.hint))
    this.context = details.context ?? {}
    this.isUsage = details.isUsage ?? false
  }
}

/** The error of something that the user has to say otherwise. */
export function usageError(code: string, message: string, details: ErrorDetails = {}): VeinmindError {
  return new VeinmindError(code, message, { ...details, isUsage: true })
}

/** `error` as a VeinmindError: itself if it is one, else wrapped under `code` with its message. */
export function toVeinmindError(error: unknown, code = 'UNEXPECTED'): VeinmindError {
  if (error instanceof VeinmindError) return error
  return new VeinmindError(code, error instanceof Error ? error.message : String(error), { cause: error })
}

/** Node ends some messages with advice on its own flags ("try running Node.js with --use-system-ca"), which are not those of our programs. */
function withoutNodeAdvice(text: string): string {
  return text.replace(
    /[;,.]? (?:if [^;,.]{0,100}, )?(?:try|consider) (?:running|starting|using) Node(?:\.js)? with --[\w-]+/gi,
    '',
  )
}

/** The text with `user:password@` removed from every URL in it, and from every `user:password@host/path` that was written like one. */
export function withoutUserInfo(text: string): string {
  if (!text.includes('@')) return text
  return text.replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]{0,512}@/gi, '$1').replace(LOGIN_OF_HOST, '$1')
}

/** `sha256:` follows the `@` of an image's digest. */
const LOGIN_OF_HOST =
  /(^|[\s"'])[^\s/@:"']{1,128}:[^\s/"']{1,512}@(?!sha\d)(?=(?:\[[\da-f:]{2,45}\]|localhost|[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}|[\w-]{1,63}(?=:\d))(?::\d{1,5})?\/)/gi
