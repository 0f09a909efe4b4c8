/** The service that a password belongs to. The value appears in events as it is. */
export type Service =
  | 'SSH'
  | 'Redis'
  | 'Mysql'
  | 'Tomcat'
  | 'FTP'
  | 'Env'
  | 'PostgreSQL'
  | 'HTTP'
  | 'File'
  | 'SVN'
  | 'SMB'
  | 'WildFly'
  | 'Jetty'
  | 'ActiveMQ'
  | 'TACACS'
  | 'VNC'
  | 'Grafana'

/** The way in which a service stores passwords, which decides how a value is read. */
export type Form =
  | 'crypt'
  | 'mysql'
  | 'postgres'
  | 'tomcat'
  | 'redis'
  | 'htpasswd'
  | 'plain'
  | 'any'
  | 'nt'
  | 'digest'
  | 'rabbitmq'
  | 'pbkdf2'

/** An account of a file, and what is stored for it. An empty value is an empty password. */
export interface Credential {
  /** Empty where the service has no user names. */
  readonly user: string
  readonly value: string
  readonly form: Form
  /** What the password is called in a file that holds it in clear: `DB_PASSWORD`. */
  readonly name?: string
  readonly line?: number
  /** The service refuses logins of this account. */
  readonly locked?: boolean
  /** Only this machine may log in. */
  readonly localOnly?: boolean
  /** The account may change the service itself. */
  readonly privileged?: boolean
  /** Day on which the account ends, counted from 1970. */
  readonly expires?: number
}

/** A place where a service is told to ask for no password. */
export interface Exposure {
  readonly rule: string
  readonly evidence: string
  readonly line?: number
}

/** What was read from a file. */
export interface Extracted {
  readonly credentials: readonly Credential[]
  readonly exposures?: readonly Exposure[]
  /** What was not read, as sentences for the coverage. */
  readonly left?: readonly string[]
  /** Files that this one includes, as it names them, and that `file-kinds` does not know by their names. */
  readonly includes?: readonly string[]
}

/** Where a guess came from. */
export type Origin = 'empty' | 'account' | 'vendor' | 'dictionary' | 'common' | 'image'

/** An account after the guessing: the record that is cached. */
export interface Account extends Omit<Credential, 'value'> {
  readonly scheme: string
  /** The password, when it was guessed. */
  readonly password?: string
  readonly origin?: Origin
  /** What was not guessed: the value, for guesses that need the image's name; plain passwords as a salted digest. */
  readonly value?: string
  readonly tried: number
  /** Guesses that the budget did not allow. */
  readonly untried: number
  /** Why it could not be tried at all. */
  readonly unsupported?: string
}

/** What an inspector returns for a file. */
export interface FileRecord {
  readonly service: Service
  readonly accounts: readonly Account[]
  readonly exposures: readonly Exposure[]
  readonly left: readonly string[]
  readonly includes?: readonly string[]
}

/** The most accounts that are taken from one file. */
export const MAX_ACCOUNTS = 1000
