import { defineRules } from './define.ts'
import { ENCODED_NAMES } from '../match/encoded-variables.ts'
import { closeOf, OPERATOR } from './operators.ts'
import type { ContentRule } from './rule.ts'

const CWE = 'https://cwe.mitre.org/data/definitions/798.html'

const CLOSE = closeOf(String.raw`[\w.$-]{0,40}`)
const PASSWORD_NAME = '(?<name>password|passwort|passwd|passphrase|passcode|userpass|pass|pwd|pw|psw)'
const SECRET_NAME = String.raw`(?<name>secret|token|credential|creds?|api[_-]?key|apikey|private_?key|access[_-]?key|authorization|bearer|key|salt|auth|hmac)`

const COMMANDS = [
  String.raw`sshpass\s{1,4}-p\s{0,2}`,
  String.raw`(?:docker|podman|helm registry|skopeo|buildah|oras|az|cf|oc|vault)\s{1,4}login\b[^\n|;&]{0,100}?\s(?:-p|--password)[ =]`,
  '(?:PGPASSWORD|MYSQL_PWD|REDISCLI_AUTH|SSHPASS)=',
  String.raw`\b(?:curl|wget|http)\b[^\n|;&]{0,120}?\s(?:-u\s{0,2}|--(?:proxy-)?user[ =]|--(?:http-|ftp-)?password[ =]|-a\s)["']?(?:[\w.@-]{1,60}:)?`,
  String.raw`\b(?:mysql|mysqldump|mysqladmin|mariadb|mysqlimport|mariadb-dump)\b[^\n|;&]{0,120}?\s-p(?=[^\s])`,
  String.raw`\bredis-cli\b[^\n|;&]{0,120}?\s(?:-a|--pass)\s{1,4}`,
  String.raw`\b(?:mongo|mongosh|mongodump|mongorestore|mongoexport|mongoimport)\b[^\n|;&]{0,120}?\s-p\s{1,4}`,
  String.raw`\b(?:sqlcmd|bcp|isql|osql)\b[^\n|;&]{0,120}?\s-P\s{0,4}`,
  String.raw`\b(?:ldapsearch|ldapadd|ldapmodify|ldapwhoami|ldappasswd)\b[^\n|;&]{0,160}?\s-w\s{1,4}`,
  String.raw`\b(?:smbclient|net|rpcclient|mount\.cifs)\b[^\n|;&]{0,120}?\s(?:-U\s?|--user[ =])["']?[\w.\\/-]{1,40}%`,
  String.raw`\b(?:cqlsh|influx|rabbitmqctl|psql|sqlplus|expect|openssl|keytool|7z|zip|unzip|mc|rclone)\b[^\n|;&]{0,120}?\s(?:-p\s|-P\s|-storepass\s|-keypass\s|-passin\spass:|-passout\spass:|add_user\s[\w.-]{1,40}\s|change_password\s[\w.-]{1,40}\s)\s{0,4}`,
  String.raw`(?<!\w)(?:echo|printf)\s(?:-e\s)?["']?[\w.-]{1,32}:(?=[^\n]{0,80}\|\s{0,2}(?:sudo\s)?(?:/usr/sbin/)?chpasswd)`,
  String.raw`--?(?:db-|root-|admin-|user-|http-|ftp-|store-?)?(?:password|passwd|pass|passphrase)[ =]`,
]
const ARGUMENT = String.raw`(?<quote>["']?)(?<secret>(?!-)[^\s"'\x60|;&<>]{5,128})`

/** A word that is part of many others, with what stands behind it where it ends a name: the word alone is in half of all files. */
function endsOf(word: string): readonly string[] {
  return ['"', "'", '\x60', '\\', '=', ' =', '  ', ':', ' :', '>', ' |', ' ?', ' string', ': string'].map((end) => word + end)
}

/**
 * Names that say "secret" with values that look like one, and commands that are given one. They stand back where a rule of
 * a known format matches; what names and values must be like is in `match/name.ts` and `match/loose.ts`.
 */
export const GENERIC_RULES: readonly ContentRule[] = defineRules('generic', [
  {
    id: 380, name: 'password-assignment', title: { en: 'Password in a file', zh: '文件中的密码' }, severity: 'medium',
    confidence: 'low', loose: true, ignoreCase: true, unfiltered: true, check: 'loose-assignment', source: CWE,
    keywords: [
      'passw', 'passphrase', 'passcode', ...endsOf('pass'), '_pass', 'pass_', 'setpass(', 'pwd', '_pw', 'rootpw', 'bindpw', '.pw', '"pw', "'pw", ' pw:', ' pw=', ' pw =', 'psw',
    ],
    pattern: `(?:[._"' ]|(?:root|bind)(?=pw))?${PASSWORD_NAME}${CLOSE}${OPERATOR}`,
    sample: [
      'DB_PASSWORD={alnum:14}', 'password: "Tr0ub4dor{alnum:3}"', '<password>{alnum:12}</password>', '"pass": "{alnum:12}"', '<Pass>{alnum:12}</Pass>',
      'spring.datasource.password={alnum:12}', "define('DB_PASSWORD', '{alnum:12}');", 'setPassword("{alnum:12}")', 'rootpw: {alnum:12}',
      "process.env.DB_PASSWORD || '{alnum:14}'", '"Password": "Zx9{loweralpha:3}2$m{alpha:4}Tk"',
    ],
    miss: [
      `password: \${DB_PASSWORD}`, 'PASSWORD=changeme', 'password = getpass()', 'passwordField: "Enter password"',
      'PASSWORD_FILE=/run/secrets/db', 'password: ###ORACLE_PWD###', '"LABEL_PASSWORD": "Contraseña"', 'password: *default_pw',
      'ConvertTo-SecureString $env:PW', '$("#add-password")', '"passport": "^0.4.1"', 'password = $password_default_salt',
    ],
  },
  {
    id: 381, name: 'secret-assignment', title: { en: 'Secret in a file', zh: '文件中的凭据' }, severity: 'medium',
    confidence: 'low', loose: true, ignoreCase: true, unfiltered: true, check: 'loose-assignment', source: CWE,
    keywords: [
      'secret', 'token', 'apikey', 'api-key', 'accesskey', 'access-key', 'privatekey', 'cred', 'authorization',
      ...endsOf('key'), 'api_key', 'access_key', 'private_key', ...endsOf('auth'), ...endsOf('salt'), 'hmac', 'bearer',
    ],
    pattern: `_?${SECRET_NAME}${CLOSE}${OPERATOR}`,
    sample: ['APP_SECRET={alnum:32}', '"api_key": "{alnum:40}"', 'auth.token={url:30}', 'SECRET_KEY={alnum:32}', "env('APP_SECRET', '{alnum:32}')"],
    miss: [
      `secret: \${APP_SECRET}`, '"token": "PublicKeyToken"', 'token = this.props.tokenStore.current',
      'api_key: your-api-key-goes-here', 'PublicKeyToken=b77a5c561934e089',
    ],
  },
  {
    id: 382, name: 'password-on-command-line', title: { en: 'Password on a command line', zh: '命令行中的密码' },
    severity: 'high', confidence: 'medium', check: 'loose-password', ignoreCase: true, before: 160, after: 200,
    keywords: [
      'sshpass ', '--password', '--pass', '-password', 'chpasswd', 'pgpassword=', 'mysql_pwd=', 'rediscli_auth=', 'sshpass=', 'docker login', 'podman login', ' login -u', 'curl ', 'wget ',
      'mysql ', 'mysqldump ', 'mysqladmin ', 'mariadb ', 'redis-cli ', 'mongo ', 'mongosh ', 'mongodump ', 'sqlcmd ', 'ldapsearch ', 'ldapadd ', 'ldapmodify ', 'smbclient ',
      'cqlsh ', 'rabbitmqctl ', '-storepass ', '-passin ', '-passout ',
    ],
    pattern: `(?:${COMMANDS.join('|')})${ARGUMENT}`, source: CWE,
    sample: [
      'sshpass -p {alnum:12} ssh root@host', 'docker login -u bob -p {alnum:12} registry.local',
      'curl -u admin:{alnum:12} https://x', "echo 'root:{alnum:12}' | chpasswd", 'PGPASSWORD={alnum:12} psql',
      'mysql -u root -p{alnum:12} app', 'redis-cli -h cache -a {alnum:20} ping',
    ],
    miss: [
      'docker login --password-stdin registry.local', 'curl -u $USER:$PASS https://x',
      'curl https://example.com/install.sh', 'sshpass -p $PASS ssh host',
    ],
  },
  {
    id: 456, name: 'password-argument', title: { en: 'Password in a call', zh: '函数调用中的密码' }, severity: 'high', confidence: 'medium',
    check: 'loose-password', ignoreCase: true, loose: true, source: CWE,
    keywords: ['getconnection(', 'basicauth(', 'digestauth(', 'basic_auth(', 'usernamepasswordcredentials(', 'passwordauthentication(', 'networkcredential(', 'auth=(', 'auth = ('],
    pattern: String.raw`(?:getconnection\(\s{0,4}["'][^"'\n]{4,200}["']\s{0,4},|(?:basic|digest|basic_)auth\(|(?:usernamepasswordcredentials|passwordauthentication|networkcredential)\(|auth\s?=\s?\()\s{0,8}["'][^"'\n]{1,60}["']\s{0,4},\s{0,8}(?<quote>["'])(?<secret>[^"'\s]{5,128})["']`,
    sample: ['DriverManager.getConnection("jdbc:mysql://db/app", "root", "{alnum:10}")', "requests.get(url, auth=('admin', '{alnum:12}'))", 'req.SetBasicAuth("bot", "{alnum:16}")'],
    miss: ['DriverManager.getConnection(url, user, password)', "auth=('user', 'password')", 'HTTPBasicAuth("user", "passwd")'],
  },
  {
    id: 457, name: 'variables-in-base64', title: { en: 'Variables with secrets, in base64', zh: '包含凭据的变量（base64 编码）' }, severity: 'high', confidence: 'medium',
    check: 'variables-in-base64', unfiltered: true, source: 'https://kubernetes.io/docs/concepts/configuration/secret/',
    keywords: ENCODED_NAMES, pattern: `(?:${ENCODED_NAMES.join('|')})`,
    sample: ['dotenv: {b64env:PASSWORD}', 'ENV_FILE={b64env:API_TOKEN}', '"env": "{b64env:SECRET_KEY}"'], miss: ['env: {b64env:NAME}', 'env: UEFTU1dPUkQ9Y2hhbmdlbWUKVVNFUj1hcHAK'],
  },
])
