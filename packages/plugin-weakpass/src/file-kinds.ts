import type { Service } from './model.ts'

/** A kind of file that holds accounts. */
export type FileKind =
  | 'shadow'
  | 'passwd'
  | 'mysql-myisam'
  | 'mysql-innodb'
  | 'mysql-aria'
  | 'redis'
  | 'tomcat'
  | 'proftpd'
  | 'vsftpd-database'
  | 'vsftpd-text'
  | 'htpasswd'
  | 'postgres-roles'
  | 'postgres-hba'

/** The words of the option `services`. */
export const SERVICE_FLAGS: Readonly<Record<string, readonly Service[]>> = {
  ssh: ['SSH'],
  redis: ['Redis'],
  mysql: ['Mysql'],
  tomcat: ['Tomcat'],
  ftp: ['FTP'],
  postgresql: ['PostgreSQL'],
  http: ['HTTP'],
  env: ['Env'],
}

interface Kind {
  readonly kind: FileKind
  readonly service: Service
  readonly path: RegExp
}

/**
 * Where distributions, packages and the official images of Docker Hub keep accounts. A path may stand below any folder, since
 * images carry whole root folders of other systems (`/opt/rootfs/etc/shadow`) and data folders are moved.
 */
const KINDS: readonly Kind[] = [
  { kind: 'shadow', service: 'SSH', path: /\/etc\/shadow-?$/ },
  { kind: 'passwd', service: 'SSH', path: /\/etc\/passwd-?$/ },
  { kind: 'mysql-myisam', service: 'Mysql', path: /\/mysql\/user\.MYD$/ },
  { kind: 'mysql-innodb', service: 'Mysql', path: /\/mysql2?\.ibd$/ },
  { kind: 'mysql-aria', service: 'Mysql', path: /\/mysql\/global_priv\.MAD$/ },
  { kind: 'redis', service: 'Redis', path: /\/(?:redis|redisc|sentinel|valkey|keydb)[\w.-]*\.conf$|\/(?:redis|valkey|keydb)[^/]*\/(?:[^/]+\/)*[^/]+\.(?:conf|acl)$|\/users\.acl$/ },
  { kind: 'tomcat', service: 'Tomcat', path: /\/tomcat-users\.xml$/ },
  { kind: 'proftpd', service: 'FTP', path: /\/proftpd\/[\w.-]*passwd$|\/etc\/(?:proftpd|ftpd)\.passwd$/ },
  { kind: 'vsftpd-database', service: 'FTP', path: /\/etc\/(?:vsftpd[^/]*\/[\w.-]+|[\w.-]*vsftpd[\w.-]*|virtual[_-]?users?)\.db$/ },
  { kind: 'vsftpd-text', service: 'FTP', path: /\/etc\/vsftpd[^/]*\/(?:virtual[_-]?users?|vusers|logins?|users)(?:\.txt|\.list)?$/ },
  { kind: 'htpasswd', service: 'HTTP', path: /\/\.htpasswd[\w.-]*$|\/[\w-]+\.htpasswd$|(?<!\/s?bin|completions)\/htpasswd(?:\.users|\.txt|\.conf|\.list)?$/ },
  { kind: 'postgres-roles', service: 'PostgreSQL', path: /\/global\/[1-9]\d{0,9}$/ },
  { kind: 'postgres-hba', service: 'PostgreSQL', path: /\/pg_hba\.conf$/ },
]

/** The kind of the file at `path` and its service; undefined for files without accounts. */
export function kindOf(path: string): { readonly kind: FileKind; readonly service: Service } | undefined {
  return KINDS.find((kind) => kind.path.test(path))
}

/** Whether the option `services` names the service; an empty list names all. */
export function isWanted(service: Service, flags: readonly string[]): boolean {
  return flags.length === 0 || flags.some((flag) => SERVICE_FLAGS[flag.toLowerCase()]?.includes(service) === true)
}
