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
  | 'svn'
  | 'smbpasswd'
  | 'htdigest'
  | 'wildfly'
  | 'properties-users'
  | 'opasswd'
  | 'tacacs'
  | 'vnc'
  | 'grafana'
  | 'keycloak-h2'

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
  file: ['File', 'SVN', 'SMB', 'WildFly', 'Jetty', 'ActiveMQ', 'TACACS', 'VNC', 'Grafana'],
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
  {
    kind: 'shadow',
    service: 'SSH',
    path: /\/(?:etc|backups?)\/shadow(?:[-~]|[._-](?:bak|backup|old|orig|save|new|\d{1,8}|rpmsave|rpmnew|dpkg-\w{1,8}))?$/,
  },
  { kind: 'opasswd', service: 'SSH', path: /\/etc\/security\/opasswd(?:\.old)?$/ },
  { kind: 'passwd', service: 'SSH', path: /\/etc\/passwd-?$/ },
  { kind: 'mysql-myisam', service: 'Mysql', path: /\/mysql\/user\.MYD$/ },
  { kind: 'mysql-innodb', service: 'Mysql', path: /\/mysql2?\.ibd$/ },
  { kind: 'mysql-aria', service: 'Mysql', path: /\/mysql\/global_priv\.MAD$/ },
  {
    kind: 'redis',
    service: 'Redis',
    path: /\/(?:redis|redisc|sentinel|valkey|keydb)[\w.-]*\.conf$|\/(?:redis|valkey|keydb)[^/]*\/(?:[^/]+\/)*[^/]+\.(?:conf|acl)$|\/users\.acl$/,
  },
  { kind: 'tomcat', service: 'Tomcat', path: /\/tomcat-users\.xml$/ },
  { kind: 'proftpd', service: 'FTP', path: /\/proftpd\/[\w.-]*passwd$|\/etc\/(?:proftpd|ftpd)\.passwd$/ },
  {
    kind: 'vsftpd-database',
    service: 'FTP',
    path: /\/etc\/(?:vsftpd[^/]*\/[\w.-]+|[\w.-]*vsftpd[\w.-]*|virtual[_-]?users?)\.db$/,
  },
  {
    kind: 'vsftpd-text',
    service: 'FTP',
    path: /\/etc\/vsftpd[^/]*\/(?:virtual[_-]?users?|vusers|logins?|users)(?:\.txt|\.list)?$/,
  },
  {
    kind: 'htpasswd',
    service: 'HTTP',
    path: /\/\.htpasswd[\w.-]*$|\/[\w-]+\.htpasswd$|(?<!\/s?bin|completions)\/htpasswd(?:\.users|\.txt|\.conf|\.list)?$/,
  },
  { kind: 'postgres-roles', service: 'PostgreSQL', path: /\/global\/[1-9]\d{0,9}$/ },
  { kind: 'svn', service: 'SVN', path: /\/conf\/passwd$|\/svn[\w.-]*passwd$/ },
  { kind: 'smbpasswd', service: 'SMB', path: /\/smbpasswd(?:\.\w{1,8})?$(?<!\/s?bin\/smbpasswd)/ },
  {
    kind: 'htdigest',
    service: 'HTTP',
    path: /(?<!\/s?bin|completions)\/\.?(?:htdigest[\w.-]*|[\w-]+\.htdigest|digest[_.-]?(?:pass(?:wd|words?)|pw|users))$/,
  },
  { kind: 'wildfly', service: 'WildFly', path: /\/(?:mgmt|application)-users\.properties$/ },
  { kind: 'properties-users', service: 'Jetty', path: /\/(?:jetty-)?realm\.properties$/ },
  {
    kind: 'properties-users',
    service: 'ActiveMQ',
    path: /\/[^/]*(?:activemq|artemis)[^/]*\/(?:[^/]+\/)*(?:jetty-realm|users|artemis-users)\.properties$/,
  },
  { kind: 'tacacs', service: 'TACACS', path: /\/tac_plus[\w.-]*\.(?:conf|cfg)$|\/tacacs[^/]*\/[\w.-]+\.(?:conf|cfg)$/ },
  {
    kind: 'vnc',
    service: 'VNC',
    path: /\/\.?vnc\/passw(?:or)?d$|\/\.vncpasswd$|\/etc\/(?:x11vnc|tigervnc)[\w./-]*passw(?:or)?d$|\/\.config\/tigervnc\/passwd$/,
  },
  { kind: 'keycloak-h2', service: 'File', path: /\/keycloak[\w.-]*\.(?:mv|h2)\.db$/ },
  { kind: 'grafana', service: 'Grafana', path: /\/grafana[\w.-]*\.db$/ },
  { kind: 'postgres-hba', service: 'PostgreSQL', path: /\/pg_hba\.conf$/ },
]

/** All patterns in one, as a quick first test: every inspector asks for every path, and nearly none of them matches. */
const ANY_KIND = new RegExp(KINDS.map(({ path }) => `(?:${path.source})`).join('|'))

/** The kind of the file at `path` and its service; undefined for files without accounts. */
export function kindOf(path: string): { readonly kind: FileKind; readonly service: Service } | undefined {
  return ANY_KIND.test(path) ? KINDS.find((kind) => kind.path.test(path)) : undefined
}

/** Whether the option `services` names the service; an empty list names all. */
export function isWanted(service: Service, flags: readonly string[]): boolean {
  return flags.length === 0 || flags.some((flag) => SERVICE_FLAGS[flag.toLowerCase()]?.includes(service) === true)
}
