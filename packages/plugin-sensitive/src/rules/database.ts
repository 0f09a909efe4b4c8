import { assignmentPattern, defineRules } from './define.ts'
import { closeOf, OPERATOR, QUOTE } from './operators.ts'
import type { ContentRule } from './rule.ts'

const SCHEMES = [
  'postgres', 'postgresql', 'mysql', 'mysql2', 'mariadb', 'mssql', 'sqlserver', 'oracle', 'mongodb', 'mongodb+srv', 'redis', 'rediss',
  'amqp', 'amqps', 'clickhouse', 'cockroachdb', 'couchdb', 'neo4j', 'bolt', 'nats', 'kafka', 'ftp', 'ftps', 'sftp', 'ldap', 'ldaps',
  'smtp', 'smtps', 'imap', 'imaps', 'pymysql', 'psycopg2', 'asyncpg', 'ssh', 'cassandra', 'scylla', 'hive', 'presto', 'trino', 'druid', 'snowflake', 'redshift', 'db2', 'firebird',
  'sybase', 'vertica', 'hana', 'elasticsearch', 'opensearch', 'etcd', 'memcached', 'couchbase', 'influxdb', 'mqtt', 'mqtts', 'stomp', 'pulsar', 'rabbitmq', 'socks5', 'socks5h', 'smb', 'cifs',
  'davs', 'webdav', 'svn', 'rtsp', 'rtmp', 'wss', 'vnc', 'rdp', 'xmpp', 'pop3', 'pop3s', 'mysqldb', 'mysqlconnector', 'pyodbc', 'aiomysql', 'cx_oracle', 'oracledb',
]
const SLASHES = String.raw`:\\?/\\?/`
// A password may hold an unescaped "@", so the last one before the host counts; bounded, so linear.
const USER_AND_PASSWORD = String.raw`[^\s"'<>:/@\\$\x60]{0,64}:(?<secret>[^\s"'<>/\\\x60]{3,128})@(?=[\w.\[-])`
const CLOSE = closeOf(String.raw`[\w-]{0,20}`)
const URL_MISSES = ['postgres://localhost:5432/app', `postgres://user:\${DB_PASSWORD}@db/app`, 'redis://user:password@db', 'mysql://user:pass@db']

/** Passwords of databases and in addresses. */
export const DATABASE_RULES: readonly ContentRule[] = defineRules('database', [
  {
    id: 21, name: 'url-with-password', title: { en: 'Password in the address of a server', zh: '服务地址中的密码' },
    severity: 'high', confidence: 'medium', keywords: SCHEMES.map((scheme) => `${scheme}:`), check: 'url-password',
    ignoreCase: true,
    pattern: `(?:${SCHEMES.map((scheme) => scheme.replace('+', String.raw`\+`)).join('|')})${SLASHES}${USER_AND_PASSWORD}`,
    source: 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1', legacy: [21],
    sample: [
      'DATABASE_URL=postgres://app:{alnum:16}@db.internal:5432/app',
      'mongodb+srv://root:{alnum:12}@c0.mongo.internal/x', 'redis://:{alnum:20}@cache:6379',
      String.raw`"amqp:\/\/svc:{alnum:14}@mq\/vhost"`,
    ],
    miss: URL_MISSES,
  },
  {
    id: 364, name: 'http-basic-credentials', title: { en: 'Password in a web address', zh: 'Web 地址中的密码' },
    severity: 'high', confidence: 'medium', keywords: ['https:', 'http:'], check: 'url-password', ignoreCase: true,
    pattern: `https?${SLASHES}${USER_AND_PASSWORD}`,
    source: 'https://www.rfc-editor.org/rfc/rfc9110#name-https-uri-scheme',
    sample: ['https://deploy:{alnum:20}@git.corp.local/app.git', 'https://x-oauth-basic:{alnum:24}@github.com/a/b'],
    miss: ['https://localhost:8080/@scope', 'https://user:password@host.example', 'http://example.com:80/a@b'],
  },
  {
    id: 365, name: 'jdbc-url-with-password', title: { en: 'Password in a JDBC address', zh: 'JDBC 地址中的密码' },
    severity: 'high', confidence: 'medium', keywords: ['jdbc:'], check: 'loose-password', ignoreCase: true,
    pattern: String.raw`jdbc:[a-z0-9:]{2}[^\s"'<>]{3,288}?[?&;](?:password|pwd)=(?<secret>[^\s"'<>&;]{3,128})`,
    source: 'https://jdbc.postgresql.org/documentation/use/',
    sample: 'jdbc:mysql://db:3306/app?user=root&password={alnum:14}',
    miss: `jdbc:mysql://db:3306/app?user=root&password=\${pw}`,
  },
  {
    id: 366, name: 'ado-connection-string', title: { en: 'Password in a connection string', zh: '连接字符串中的密码' },
    severity: 'high', confidence: 'medium', keywords: ['data source=', 'server=', 'initial catalog='],
    check: 'loose-password', ignoreCase: true,
    pattern: String.raw`(?:data source|server|initial catalog)=[^\r\n"'<>]{2,200}?;\s?(?:password|pwd)\s?=\s?(?<secret>[^\s"'<>;]{3,128})`,
    source: 'https://learn.microsoft.com/dotnet/framework/data/adonet/connection-string-syntax',
    sample: 'Server=db;Database=app;User Id=sa;Password={alnum:14};',
    miss: 'Server=db;Database=app;Integrated Security=true;',
  },
  {
    id: 83, name: 'planetscale-password', title: ['PlanetScale', 'password'], severity: 'high', token: 'pscale_pw_',
    body: String.raw`[\w=.-]{32,64}`, source: 'https://planetscale.com/docs/concepts/password-roles',
    sample: 'pscale_pw_{url:43}', miss: 'pscale_pw_{url:9}',
  },
  {
    id: 367, name: 'docker-registry-auth',
    title: { en: 'Registry credentials in a Docker configuration', zh: 'Docker 配置中的镜像仓库凭据' }, severity: 'high',
    keywords: ['"auth'], check: 'docker-auth',
    pattern: String.raw`"auth\\{0,3}"\s{0,8}:\s{0,8}\\{0,3}"(?<secret>[A-Za-z0-9+/]{8,4000}={0,2})\\{0,3}"`,
    source: 'https://docs.docker.com/reference/cli/docker/login/',
    sample: '{"auths": {"registry.corp.local": {"auth": "{basic:deploy}"}}}',
    miss: ['{"auth": "basic"}', '{"auth": "{b64:20}"}'],
  },
  {
    id: 368, name: 'docker-identity-token',
    title: { en: 'Registry identity token in a Docker configuration', zh: 'Docker 配置中的身份令牌' }, severity: 'high',
    keywords: ['"identitytoken', '"registrytoken'],
    pattern: String.raw`"(?:identity|registry)token"\s{0,8}:\s{0,8}"(?<secret>[\w.=+/~-]{16,4000})"`, entropy: 3,
    source: 'https://docs.docker.com/reference/cli/docker/login/', sample: '{"identitytoken": "{alnum:64}"}',
    miss: '{"identitytoken": ""}',
  },
  {
    id: 378, name: 'docker-config-secret', title: { en: 'Registry credentials in a Kubernetes Secret', zh: 'Kubernetes Secret 中的镜像仓库凭据' },
    severity: 'high', keywords: ['.dockerconfigjson', '.dockercfg'], check: 'docker-config',
    pattern: String.raw`\.docker(?:configjson|cfg)["']?\s{0,4}:\s{0,8}["']?(?<secret>[A-Za-z0-9+/]{40,8000}={0,2})`,
    source: 'https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets',
    sample: '  .dockerconfigjson: {dockerconfig:deploy}', miss: '  .dockerconfigjson: {b64:80}',
  },
  {
    id: 369, name: 'basic-authorization-header',
    title: { en: 'User and password in an HTTP header', zh: 'HTTP 头中的用户名和密码' }, severity: 'high', confidence: 'medium',
    keywords: ['authorization'], check: 'basic-auth', ignoreCase: true,
    pattern: `authorization${CLOSE}${OPERATOR}\\s{0,4}(?:${QUOTE})?basic(?:\\s|%20|\\+){1,4}(?<secret>[A-Za-z0-9+/]{8,400}={0,2})`,
    source: 'https://www.rfc-editor.org/rfc/rfc7617', sample: ['Authorization: Basic {basic:admin}', `headers.put("Authorization", "Basic {basic:admin}")`, "'Authorization' => 'Basic {basic:bob}'"],
    miss: 'Authorization: Basic realm',
  },
  {
    id: 370, name: 'password-file-hash', title: { en: 'Password hash of a web server', zh: 'Web 服务器的密码哈希' },
    severity: 'medium', keywords: ['$apr1', ':{SHA}', '$2y', '$2a', '$2b'], before: 64, after: 90, entropy: 3,
    pattern: String.raw`(?<=^|\n|["'\s=>])[\w.@-]{1,60}:(?<secret>\\?\$apr1\\?\$[./A-Za-z0-9]{1,8}\\?\$[./A-Za-z0-9]{22}|\{SHA\}[A-Za-z0-9+/]{27}=|\\?\$2[aby]\\?\$\d\d\\?\$[./A-Za-z0-9]{53})`,
    source: 'https://httpd.apache.org/docs/2.4/misc/password_encryptions.html',
    sample: ['admin:$apr1${alnum:8}${alnum:22}', 'bob:$2y$10${alnum:53}'], miss: 'admin:$apr1$',
  },
  {
    id: 371, name: 'rails-secret-key-base', title: ['Ruby on Rails', 'signing key'], severity: 'high',
    keywords: ['secret_key_base'], check: 'assignment', ignoreCase: true, entropy: 3,
    pattern: assignmentPattern('(?<name>secret_key_base)', '[a-f0-9]{64,128}'),
    source: 'https://guides.rubyonrails.org/security.html#session-storage', sample: 'secret_key_base: {hex:128}',
    miss: 'secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>',
  },
  {
    id: 372, name: 'laravel-app-key', title: ['Laravel', 'encryption key'], severity: 'high', keywords: ['base64:'],
    entropy: 4, pattern: '(?<=APP_KEY[^\\n]{0,48})base64:(?<secret>[A-Za-z0-9+/]{42,43}=)',
    source: 'https://laravel.com/docs/encryption', sample: 'APP_KEY=base64:{b64:43}=', miss: 'APP_KEY=base64:{b64:12}=',
  },
  {
    id: 373, name: 'django-secret-key', title: ['Django', 'signing key'], severity: 'high', keywords: ['SECRET_KEY'],
    entropy: 3.8, confidence: 'medium', pattern: String.raw`SECRET_KEY\s{0,4}=\s{0,4}["'](?<secret>[^"'\s]{40,80})["']`, beside: 'django',
    source: 'https://docs.djangoproject.com/en/stable/ref/settings/#secret-key',
    sample: "INSTALLED_APPS = ['django.contrib.admin']\nSECRET_KEY = 'x{alnum:30}^&{alnum:17}'", miss: ["SECRET_KEY = os.environ['SECRET_KEY']", "SECRET_KEY = 'x{alnum:30}^&{alnum:17}'"],
  },
  {
    id: 374, name: 'aspnet-machine-key', title: ['ASP.NET', 'encryption key'], severity: 'high',
    keywords: ['validationkey', 'decryptionkey'], ignoreCase: true, entropy: 3,
    pattern: String.raw`(?:validation|decryption)Key\s{0,4}=\s{0,4}["'](?<secret>[0-9A-F]{32,256})["']`,
    source: 'https://learn.microsoft.com/previous-versions/dotnet/netframework-4.0/w8h3skw9(v=vs.100)',
    sample: '<machineKey validationKey="{HEX:128}" decryptionKey="{HEX:64}" />',
    miss: '<machineKey validationKey="AutoGenerate" />',
  },
  {
    id: 375, name: 'wordpress-salt', title: ['WordPress', 'signing key'], severity: 'medium',
    keywords: ['AUTH_KEY', 'AUTH_SALT', 'NONCE_KEY', 'NONCE_SALT', 'LOGGED_IN_KEY', 'LOGGED_IN_SALT'], entropy: 4,
    pattern: String.raw`(?:AUTH|NONCE|LOGGED_IN)_(?:KEY|SALT)["'],\s{1,10}["'](?<secret>[^\r\n]{60,70})["']\s?\)`,
    source: 'https://api.wordpress.org/secret-key/1.1/', sample: "define('AUTH_KEY',         '{alnum:64}');",
    miss: "define('AUTH_KEY',         'put your unique phrase here');",
  },
  {
    id: 376, name: 'netrc-password', title: { en: 'Password in a .netrc file', zh: '.netrc 文件中的密码' }, severity: 'high',
    confidence: 'high', keywords: ['machine '], check: 'loose-password',
    pattern: String.raw`machine\s{1,8}[\w.-]{1,253}\s{1,20}login\s{1,20}\S{1,128}\s{1,20}password\s{1,20}(?<secret>\S{3,200})`,
    source: 'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html',
    sample: ['machine git.corp.local login bot password {alnum:18}', 'machine a.b\n  login bot\n  password {alnum:18}\n'],
    miss: ['machine git.corp.local login bot', `machine a.b login bot password \${TOKEN}`],
  },
  {
    id: 377, name: 'redis-password', title: ['Redis', 'password'], severity: 'medium', confidence: 'high', ignoreCase: true,
    keywords: ['requirepass ', 'masterauth '], check: 'loose-password',
    pattern: String.raw`(?<=(?:^|\n)[ \t]{0,8})(?:requirepass|masterauth)\s{1,8}"?(?<secret>[^\s"]{3,128})`,
    source: 'https://redis.io/docs/latest/operate/oss_and_stack/management/security/', sample: 'port 6379\nrequirepass {alnum:16}\n',
    miss: ['# requirepass {alnum:16}', 'requirepass changeme'],
  },
  {
    id: 451, name: 'oracle-thin-url', title: { en: 'Password in the address of an Oracle database', zh: 'Oracle 数据库地址中的密码' }, severity: 'high', confidence: 'medium', keywords: ['jdbc:oracle:'], ignoreCase: true,
    check: 'url-password', pattern: String.raw`jdbc:oracle:(?:thin|oci8?):[\w.$#-]{1,60}\\?/"?(?<secret>[^\s"'<>@/\\]{3,64})"?@`, source: 'https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html',
    sample: 'jdbc:oracle:thin:scott/{alnum:12}@//db.corp.local:1521/orcl', miss: ['jdbc:oracle:thin:@db:1521:orcl', `jdbc:oracle:thin:scott/\${PW}@db:1521:orcl`],
  },
  {
    id: 452, name: 'sql-password', title: { en: 'Password in an SQL statement', zh: 'SQL 语句中的密码' }, severity: 'high', confidence: 'medium', keywords: ['identified by', 'identified with', 'with password'], ignoreCase: true,
    check: 'sql-password', source: 'https://dev.mysql.com/doc/refman/8.4/en/create-user.html',
    pattern: String.raw`(?:identified\s{1,4}(?:with\s{1,4}[\w'"\x60]{3,40}\s{1,4})?by|with\s{1,4}password)(?:\s{1,4}password)?\s{0,4}=?\s{0,4}N?(?<quote>\\{0,3}["'])?(?<secret>[^\s"'\x60;<>\\]{5,128})`,
    sample: ["CREATE USER 'app'@'%' IDENTIFIED BY '{alnum:14}';", 'alter user app identified by {alnum:14};', "CREATE LOGIN app WITH PASSWORD = N'{alnum:14}'", "GRANT ALL ON *.* TO u IDENTIFIED BY PASSWORD '*{HEX:40}'"],
    miss: ["CREATE USER app IDENTIFIED BY '$PASSWORD'", "identified by 'password'", 'is identified by something', '* the link is identified by %NL80211_ATTR_MLO_LINK_ID.'],
  },
  {
    id: 453, name: 'pgpass-line', title: { en: 'Password in a .pgpass file', zh: '.pgpass 文件中的密码' }, severity: 'high', keywords: [':5432:', ':5433:', ':6432:', ':*:'], before: 256, after: 400, check: 'loose-password',
    pattern: String.raw`(?<=^|\n)[\w.*/-]{1,253}:(?:\d{2,5}|\*):[\w.*-]{1,63}:[\w.*@-]{1,63}:(?<secret>[^\s:]{3,128})(?=\r?\n|$)`,
    source: 'https://www.postgresql.org/docs/current/libpq-pgpass.html', sample: ['db.corp.local:5432:*:app:{alnum:14}', '*:*:*:postgres:{alnum:14}\n'], miss: ['db.corp.local:5432:*:app:', 'tcp:0.0.0.0:5432:5432'],
  },
  {
    id: 454, name: 'bearer-authorization-header', title: { en: 'Token in an HTTP header', zh: 'HTTP 头中的令牌' }, severity: 'high', confidence: 'medium', keywords: ['authorization', 'bearer '], ignoreCase: true, loose: true,
    check: 'loose-token', source: 'https://www.rfc-editor.org/rfc/rfc6750',
    pattern: `(?:authorization${CLOSE}${OPERATOR}\\s{0,4}(?:${QUOTE})?(?:bearer|token|apikey|api-key|key)|bearer)(?:\\s|%20|\\+){1,4}(?<secret>[\\w.+/~-]{16,2000}={0,2})(?![\\w.+/~-])`,
    sample: ['Authorization: Bearer {alnum:40}', "headers['Authorization'] = 'token {hex:40}'", `curl -H "Authorization: Bearer {url:43}"`, '"authorization", "Bearer {alnum:32}"'],
    miss: [`Authorization: Bearer \${TOKEN}`, 'Authorization: Bearer your-access-token-here', 'Bearer authentication_is_required'],
  },
  {
    id: 455, name: 'directory-password', title: { en: 'Password of a directory or an installation', zh: '目录服务或系统安装的密码' }, severity: 'high', confidence: 'medium', ignoreCase: true,
    keywords: ['bindpw', 'rootpw', 'bind_pw', 'rootbindpw'], check: 'loose-password', source: 'https://www.openldap.org/software/man.cgi?query=slapd.conf',
    pattern: String.raw`(?<=(?:^|\n)[ \t]{0,8})(?:root)?(?:bind_?pw|rootpw)[ \t]{1,8}(?:--plaintext[ \t]{1,4})?(?<quote>["']?)(?<secret>[^\s"'{]{5,128})`,
    sample: ['bindpw {alnum:14}', 'rootpw {alnum:14}\n', 'rootpw --plaintext {alnum:14}'], miss: ['bindpw $LDAP_PW', 'rootpw --lock', '# bindpw {alnum:14}'],
  },
])
