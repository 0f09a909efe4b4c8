import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const CWE = 'https://cwe.mitre.org/data/definitions/798.html'

const CLOSE = String.raw`(?<rest>[\w.-]{0,20})(?:\\{0,3}["'\x60\])]){0,2}`
const OPERATOR = String.raw`[ \t]{0,8}(?:=>|:=|={1,3}|:(?!:)|>|,?\s{1,20}value["'\x60]?[ \t]{0,2}[:=])[ \t]{0,8}`
const quotedOrNot = (quoted: string, bare: string) =>
  String.raw`(?:(?<quote>\\{0,3}["'\x60])(?<secret1>${quoted})\\{0,3}["'\x60]|(?<secret2>${bare})(?=[\s,;<&]|$))`

const PASSWORD_NAME = '(?<name>password|passwd|passphrase|pwd|_pass|(?<![A-Za-z])pass)'
const PASSWORD_VALUE = quotedOrNot(String.raw`[^"'\x60\r\n\\]{4,128}`, String.raw`[^\s"'\x60<>]{3,127}[^\s"'\x60<>,;]`)
const SECRET_NAME = String.raw`(?<name>secret|token|api[_-]?key|access[_-]?key|private_?key|(?:encryption|signing|auth)_key|credential)`
const SECRET_VALUE = quotedOrNot(String.raw`[\w+/=.~-]{16,256}`, String.raw`[\w+/=.~-]{16,256}`)

const COMMANDS = [
  String.raw`sshpass\s{1,4}-p\s{0,2}`,
  String.raw`(?:docker|podman|helm registry|skopeo|buildah|oras)\s{1,4}login\b[^\n|;&]{0,100}?\s(?:-p|--password)[ =]`,
  '(?:PGPASSWORD|MYSQL_PWD)=',
  String.raw`\b(?:curl|wget)\b[^\n|;&]{0,90}?\s(?:-u\s{0,2}|--(?:proxy-)?user[ =]|--(?:http-|ftp-)?password[ =])["']?(?:[\w.@-]{1,60}:)?`,
  String.raw`(?<!\w)(?:echo|printf)\s(?:-e\s)?["']?[\w.-]{1,32}:(?=[^\n]{0,80}\|\s{0,2}(?:sudo\s)?(?:/usr/sbin/)?chpasswd)`,
]
const ARGUMENT = String.raw`["']?(?<secret>[^\s"'$\x60|;&<>]{6,128})`

/**
 * Names that say "secret" with values that look like one, and commands that are given one. They stand back where a rule of
 * a known format matches; what their values must be like is in `match/loose.ts`.
 */
export const GENERIC_RULES: readonly ContentRule[] = defineRules('generic', [
  {
    id: 380, name: 'password-assignment', title: { en: 'Password in a file', zh: '文件中的密码' }, severity: 'medium',
    confidence: 'low', loose: true, ignoreCase: true, check: 'loose-password', source: CWE,
    keywords: ['password', 'passwd', 'passphrase', 'pwd', '_pass', 'pass=', 'pass:'],
    pattern: PASSWORD_NAME + CLOSE + OPERATOR + PASSWORD_VALUE,
    sample: [
      'DB_PASSWORD={alnum:14}', 'password: "Tr0ub4dor{alnum:3}"', '<password>{alnum:12}</password>',
      'spring.datasource.password={alnum:12}',
    ],
    miss: [
      `password: \${DB_PASSWORD}`, 'PASSWORD=changeme', 'password = getpass()', 'passwordField: "Enter password"',
      'PASSWORD_FILE=/run/secrets/db',
    ],
  },
  {
    id: 381, name: 'secret-assignment', title: { en: 'Secret in a file', zh: '文件中的凭据' }, severity: 'medium',
    confidence: 'low', loose: true, ignoreCase: true, check: 'loose-secret', source: CWE,
    keywords: [
      'secret', 'token', 'api_key', 'apikey', 'api-key', 'access_key', 'accesskey', 'access-key', 'private_key',
      'privatekey', 'encryption_key', 'signing_key', 'auth_key', 'credential',
    ],
    pattern: SECRET_NAME + CLOSE + OPERATOR + SECRET_VALUE,
    sample: ['APP_SECRET={alnum:32}', '"api_key": "{alnum:40}"', 'auth.token={url:30}'],
    miss: [
      `secret: \${APP_SECRET}`, '"token": "PublicKeyToken"', 'token = this.props.tokenStore.current',
      'api_key: your-api-key-goes-here', 'PublicKeyToken=b77a5c561934e089',
    ],
  },
  {
    id: 382, name: 'password-on-command-line', title: { en: 'Password on a command line', zh: '命令行中的密码' },
    severity: 'high', confidence: 'medium', check: 'loose-password', ignoreCase: true, before: 100, after: 200,
    keywords: ['sshpass ', '--password', 'chpasswd', 'pgpassword=', 'mysql_pwd=', 'docker login', 'curl ', 'wget '],
    pattern: `(?:${COMMANDS.join('|')})${ARGUMENT}`, source: CWE,
    sample: [
      'sshpass -p {alnum:12} ssh root@host', 'docker login -u bob -p {alnum:12} registry.local',
      'curl -u admin:{alnum:12} https://x', "echo 'root:{alnum:12}' | chpasswd", 'PGPASSWORD={alnum:12} psql',
    ],
    miss: [
      'docker login --password-stdin registry.local', 'curl -u $USER:$PASS https://x',
      'curl https://example.com/install.sh', 'sshpass -p $PASS ssh host',
    ],
  },
])
