import type { Rule } from '@veinmind/sdk'

/** A rule with a sample that breaks it and one that does not, which a test holds it to. */
export interface WeakpassRule extends Rule {
  /** A file (or `env`, `args`) and its content. */
  readonly matches: Sample
  readonly misses: Sample
}

/** A file, or one variable of `env`; the content of a binary file is gzip in base 64. */
export interface Sample {
  readonly path: string
  readonly content: string
  readonly encoding?: 'gzip'
}

const GUESSING = ['T1110.001', 'T1110.002']
const CHANGE = { en: 'Set a long random password, or remove the account.', zh: '设置足够长的随机密码，或删除该账户。' }
const ROTATE =
  'Passwords in earlier layers stay readable: build the image again and change the password wherever it is used.'

export const RULES: readonly WeakpassRule[] = [
  {
    id: 'WEAK-001',
    title: { en: 'Account without a password', zh: '账户没有密码' },
    severity: 'critical',
    confidence: 'high',
    attack: ['T1078.001', 'T1078.003'],
    remediation: {
      en: 'Lock the account (passwd -l) or set a password.',
      zh: '锁定该账户（passwd -l）或为其设置密码。',
    },
    references: ['https://cwe.mitre.org/data/definitions/258.html', 'https://nvd.nist.gov/vuln/detail/CVE-2019-5021'],
    matches: { path: '/etc/shadow', content: 'root:::0:::::\n' },
    misses: { path: '/etc/shadow', content: 'root:*:19000:0:99999:7:::\n' },
  },
  {
    id: 'WEAK-002',
    title: { en: 'Guessable password of a system account', zh: '系统账户弱口令' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.003', ...GUESSING],
    remediation: { en: `${CHANGE.en} ${ROTATE}`, zh: `${CHANGE.zh}重新构建镜像，旧层中的密码仍可读取。` },
    references: ['https://cwe.mitre.org/data/definitions/521.html'],
    matches: { path: '/etc/shadow', content: 'bob:$1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0:19000:0:99999:7:::\n' },
    misses: { path: '/etc/shadow', content: 'bob:abAAAAAAAAAAA:19000:0:99999:7:::\n' },
  },
  {
    id: 'WEAK-003',
    title: { en: 'Guessable password of an account that cannot log in', zh: '不可登录账户的弱口令' },
    severity: 'low',
    confidence: 'high',
    attack: GUESSING,
    description: {
      en: 'The account is locked, has ended or has no shell: the password works once that changes, and where it is used elsewhere.',
      zh: '账户已锁定、过期或没有登录 shell；一旦状态改变，或密码在别处使用，即可被利用。',
    },
    remediation: CHANGE,
    references: ['https://cwe.mitre.org/data/definitions/521.html'],
    matches: { path: '/etc/shadow', content: 'bob:!$1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0:19000:0:99999:7:::\n' },
    misses: { path: '/etc/shadow', content: 'bob:!!:19000:0:99999:7:::\n' },
  },
  {
    id: 'WEAK-004',
    title: { en: 'Guessable Redis password', zh: 'Redis 弱口令' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', 'T1110.001', 'T1552.001'],
    remediation: {
      en: 'Set a long random requirepass or ACL password at run time, not in the image.',
      zh: '在运行时设置足够长的随机 requirepass 或 ACL 密码，不要写入镜像。',
    },
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/'],
    matches: { path: '/etc/redis/redis.conf', content: '  RequirePass "foobared"\n' },
    misses: { path: '/etc/redis/redis.conf', content: '# requirepass foobared\n' },
  },
  {
    id: 'WEAK-005',
    title: { en: 'Guessable or empty MySQL password', zh: 'MySQL 弱口令或空口令' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', ...GUESSING],
    remediation: {
      en: 'Use ALTER USER to set a random password; do not ship a filled data folder in an image.',
      zh: '使用 ALTER USER 设置随机密码；不要在镜像中携带数据目录。',
    },
    references: ['https://dev.mysql.com/doc/refman/8.4/en/default-privileges.html'],
    matches: {
      path: '/var/lib/mysql/mysql/user.MYD',
      encoding: 'gzip',
      content:
        'H4sIAAAAAAACA2NmyGP6L/yHUZU5saCAES8Qza0sLsyJz0ssySxLjS9ILC4uzy9K0WTQcjE2dzaxdLN0dnJ1c3KzcDJzM3EyNDN1dDY3MHZ0NDI3dDUwtzQwMGFkYGBgABIAZ7orrXQAAAA=',
    },
    misses: {
      path: '/var/lib/mysql/mysql/user.MYD',
      encoding: 'gzip',
      content:
        'H4sIAAAAAAACA2NmyGP6L/yHUZU5saCAES8Qza0sLsyJz0ssySxLjS9ILC4uzy9K0WTQMne0NDI3crG0MLFwcXNxdTJyNbQ0MzZ3c7Z0NDE1MjBwM3E2cTNwM2NkYGBgABIAWOn5X3QAAAA=',
    },
  },
  {
    id: 'WEAK-006',
    title: { en: 'Guessable Tomcat password', zh: 'Tomcat 弱口令' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', 'T1110.001', 'T1552.001'],
    remediation: {
      en: 'Remove the user, or use a CredentialHandler with PBKDF2 and a random password.',
      zh: '删除该用户，或使用 PBKDF2 的 CredentialHandler 与随机密码。',
    },
    references: ['https://tomcat.apache.org/tomcat-10.1-doc/realm-howto.html'],
    matches: {
      path: '/usr/local/tomcat/conf/tomcat-users.xml',
      content: '<tomcat-users><user roles="manager-gui" password="s3cret" username="tomcat"/></tomcat-users>',
    },
    misses: {
      path: '/usr/local/tomcat/conf/tomcat-users.xml',
      content: '<tomcat-users><!-- <user username="tomcat" password="s3cret"/> --></tomcat-users>',
    },
  },
  {
    id: 'WEAK-007',
    title: { en: 'Guessable FTP password', zh: 'FTP 弱口令' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', ...GUESSING],
    remediation: CHANGE,
    references: ['http://www.proftpd.org/docs/howto/AuthFiles.html'],
    matches: {
      path: '/etc/proftpd/ftpd.passwd',
      content: 'bob:$1$abcdefgh$7BBqxxZ5f4cDJnGUV6MmH0:1000:1000::/srv:/bin/false\n',
    },
    misses: { path: '/etc/proftpd/ftpd.passwd', content: 'bob:!:1000:1000::/srv:/bin/false\n' },
  },
  {
    id: 'WEAK-008',
    title: { en: 'Guessable PostgreSQL password', zh: 'PostgreSQL 弱口令' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', ...GUESSING],
    remediation: {
      en: 'Use ALTER ROLE to set a random password; do not ship a filled data folder in an image.',
      zh: '使用 ALTER ROLE 设置随机密码；不要在镜像中携带数据目录。',
    },
    references: ['https://www.postgresql.org/docs/current/auth-password.html'],
    matches: {
      path: '/var/lib/postgresql/data/global/1260',
      encoding: 'gzip',
      content:
        'H4sIAAAAAAACA+3ZMQrCUBCE4QkIIngEwXcCYUmyms6rhLwsaYQcSPCoKynE0sL2/6qZZi4w0tdJy1llV7a8vC6NAAAAAAAAAAAAAADAD0c1h5L7T71L47r+vbqd9pmZT0mP2vsc3TCNbZ1ruLVunbvVqY+4XWMw0xvDzcBaACAAAA==',
    },
    misses: {
      path: '/var/lib/postgresql/data/global/1260',
      encoding: 'gzip',
      content:
        'H4sIAAAAAAACA+3ZMQrCQBSE4QkIQfAIgnsCWTa+faTLVVbdkEbIgQSPupJCLC1s/6+aaeYCI30dtZwUdmHLy+vcCQAAAAAAAAAAAAAA/HBQtw+t/9RJKuv69+p22rfW2lPS4245WXR385JtrCWmudoQfR5v+XJNQ9UboF01sAAgAAA=',
    },
  },
  {
    id: 'WEAK-009',
    title: { en: 'Guessable password of HTTP authentication', zh: 'HTTP 认证弱口令' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', ...GUESSING],
    remediation: {
      en: 'Set random passwords with htpasswd -B, outside of the image.',
      zh: '使用 htpasswd -B 设置随机密码，并置于镜像之外。',
    },
    references: ['https://httpd.apache.org/docs/2.4/programs/htpasswd.html'],
    matches: { path: '/srv/www/.htpasswd', content: 'admin:{SHA}0DPiKuNIrrVmD8IUCuw1hQxNqZc=\n' },
    misses: { path: '/srv/www/.htpasswd', content: 'admin:{SHA}AAAAAAAAAAAAAAAAAAAAAAAAAAA=\n' },
  },
  {
    id: 'WEAK-010',
    title: { en: 'Guessable password in the environment or the arguments', zh: '环境变量或启动参数中的弱口令' },
    severity: 'high',
    confidence: 'medium',
    attack: ['T1078.001', 'T1110.001', 'T1552.001'],
    remediation: {
      en: 'Give the password at run time as a secret (a file, Docker or Kubernetes secrets), and make it random.',
      zh: '在运行时以机密（文件、Docker 或 Kubernetes Secret）方式提供随机密码。',
    },
    references: ['https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/'],
    matches: { path: 'env', content: 'POSTGRES_PASSWORD=mysecretpassword' },
    misses: { path: 'env', content: 'MONKEY=monkey' },
  },
  {
    id: 'WEAK-011',
    title: { en: 'Redis asks other machines for no password', zh: 'Redis 对外无需密码' },
    severity: 'high',
    confidence: 'medium',
    attack: ['T1078.001', 'T1190'],
    remediation: {
      en: 'Set requirepass or ACL users, or leave protected-mode on.',
      zh: '设置 requirepass 或 ACL 用户，或保持 protected-mode 开启。',
    },
    references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/'],
    matches: { path: '/usr/local/etc/redis/redis.conf', content: 'protected-mode no\nbind 0.0.0.0\n' },
    misses: { path: '/usr/local/etc/redis/redis.conf', content: 'protected-mode no\nbind 127.0.0.1 ::1\n' },
  },
  {
    id: 'WEAK-012',
    title: { en: 'PostgreSQL trusts other machines', zh: 'PostgreSQL 信任外部主机' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', 'T1190'],
    remediation: {
      en: 'Use scram-sha-256 instead of trust in pg_hba.conf.',
      zh: '在 pg_hba.conf 中使用 scram-sha-256 代替 trust。',
    },
    references: ['https://www.postgresql.org/docs/current/auth-trust.html'],
    matches: { path: '/var/lib/postgresql/data/pg_hba.conf', content: 'host all all all trust\n' },
    misses: { path: '/var/lib/postgresql/data/pg_hba.conf', content: 'host all all 127.0.0.1/32 trust\n' },
  },
  {
    id: 'WEAK-013',
    title: { en: 'A service is started without authentication', zh: '服务启动时关闭了认证' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', 'T1190'],
    remediation: {
      en: 'Remove the setting and give a random password at run time.',
      zh: '移除该设置，并在运行时提供随机密码。',
    },
    references: ['https://hub.docker.com/_/mysql', 'https://hub.docker.com/_/postgres'],
    matches: { path: 'env', content: 'POSTGRES_HOST_AUTH_METHOD=trust' },
    misses: { path: 'env', content: 'POSTGRES_HOST_AUTH_METHOD=scram-sha-256' },
  },
  {
    id: 'WEAK-014',
    title: { en: 'Weak or default password in a file', zh: '文件中的弱口令或默认口令' },
    severity: 'high',
    confidence: 'medium',
    attack: ['T1078.001', 'T1110.001', 'T1552.001'],
    remediation: {
      en: 'Set a long random password, and give it at run time as a secret, not in a file of the image.',
      zh: '设置足够长的随机密码，并在运行时以机密方式提供，不要写入镜像中的文件。',
    },
    references: ['https://cwe.mitre.org/data/definitions/1392.html', 'https://cwe.mitre.org/data/definitions/521.html'],
    matches: { path: '/app/.env', content: 'DB_USER=app\nDB_PASSWORD=root\n' },
    misses: { path: '/app/.env', content: 'DB_PASSWORD=${DB_PASSWORD}\n# DB_PASSWORD=root\n' },
  },
  {
    id: 'WEAK-015',
    title: { en: 'Guessable password of an account in a file', zh: '文件中账户的弱口令' },
    severity: 'high',
    confidence: 'high',
    attack: ['T1078.001', ...GUESSING],
    remediation: CHANGE,
    references: ['https://cwe.mitre.org/data/definitions/521.html', 'https://cwe.mitre.org/data/definitions/916.html'],
    matches: { path: '/etc/squid/passwd', content: 'bob:$apr1$xxxxxxxx$dxHfLAsjHkDRmG83UXe8K0\n' },
    misses: { path: '/etc/squid/passwd', content: 'bob:$apr1$xxxxxxxx$AAAAAAAAAAAAAAAAAAAAAA\n' },
  },
]
