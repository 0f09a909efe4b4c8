import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { textKindOf } from './allow/text-kind.ts'
import { buildSample } from '../test/samples.ts'
import { findInText } from './find-in-text.ts'
import { readText } from './match/text.ts'
import { settingsOf } from './options/options.ts'

const settings = settingsOf({ 'rules-file': undefined, 'allow-file': undefined, 'max-size': 5 })

/** What looks like secrets and is none, by the name of the file that it would stand in. */
const HARMLESS: Readonly<Record<string, string>> = {
  '/app/package-lock.json': buildSample(
    '{"node_modules/linear": {"version": "1.2.3", "resolved": "https://registry.npmjs.org/linear/-/linear-1.2.3.tgz", "integrity": "sha512-{b64:86}=="}}',
    'a',
  ),
  '/app/yarn.lock': buildSample(
    '"@types/passport@^1.0":\n  version "1.0"\n  resolved "https://registry.yarnpkg.com/p.tgz#{hex:40}"\n  integrity sha512-{b64:86}==\n',
    'b',
  ),
  '/app/go.sum': buildSample('github.com/golang-jwt/jwt v3.2.2 h1:{b64:43}=\n', 'c'),
  '/app/poetry.lock': buildSample(
    '[[package]]\nname = "tokenizers"\nfiles = [{file = "t.whl", hash = "sha256:{hex:64}"}]',
    'd',
  ),
  '/app/Gemfile.lock': buildSample(
    '  remote: https://rubygems.org/\n  specs:\n    devise_token_auth (1.2.0)\n  revision: {hex:40}\n',
    'e',
  ),
  '/app/app.min.js': buildSample(
    '!function(e){var t={password:"Password",token:null,secret:void 0,apiKey:e.apiKey,passwordConfirm:"Confirm password"};e.setToken=function(n){return t.token=n.accessToken};t.secretKey=r(12);}({});//# sourceMappingURL=app.{hex:20}.js.map',
    'f',
  ),
  '/app/i18n.json':
    '{"password":"Passwort","forgot_password":"Forgot your password?","token_expired":"Your token expired","secret":"Secret","api_key":"API key","passwordRequired":"Password is required!"}',
  '/app/style.css': buildSample(
    '.linear{background:linear-gradient(90deg,#a1b2c3,#d4e5f6);} .x{background:url(data:image/png;base64,iVBORw0KGgo{b64:400})}',
    'g',
  ),
  '/app/forms.css':
    '#pass1-text,\n.show-password #pass1 {\n\tdisplay: none;\n}\n.show-password #pass1-text{display:inline-block}.create-application-password .form-field{max-width:25em}.create-application-password label{font-weight:600}.create-application-password p.submit{margin-bottom:0}.ftp-password em{color:#8c8f94}\n',
  '/app/clean.php':
    "<?php\n$raw_password = preg_replace( '/[^a-z\\d]/i', '', $raw_password );\n$password = preg_replace( '/[^a-z\\d]/i', '', $password );\n",
  '/app/page.html':
    '<input type="password" name="password" placeholder="Enter password"><a href="https://hooks.slack.com/services/">x</a>',
  '/app/keys.txt': buildSample('# public key: age1{lower:58}\n', 'pk'),
  '/app/crypto.js': buildSample(" * computeSignature('', 'test_secret') => '{hex:64}'\n", 'call'),
  '/app/scanner.go': '{token.HEREDOC, "<<EOF1\\nhello9\\nEOF1"},',
  '/app/media.json': buildSample('{"src": "https://host.local/o/a.jpeg?alt=media&token={uuid:1}"}', 'media'),
  '/app/bpf.h': ' * the link is identified by %NL80211_ATTR_MLO_LINK_ID.\n * process identified by *pid* and *fd*.\n',
  '/app/tls.h': String.raw`#define MASTER_SECRET_CONST "\x6d\x61\x73\x74\x65\x72\x20\x73\x65\x63\x72\x65\x74"`,
  '/app/uuid.txt': buildSample('id = {uuid:1}\nfacebook page {uuid:2}\n', 'h'),
  '/app/.git/packed-refs': buildSample('{hex:40} refs/heads/secret-token\n', 'i'),
  '/app/config.yml':
    'password: ${DB_PASSWORD}\nsecret: "{{ vault_secret }}"\ntoken: <your-token>\napi_key: $API_KEY\nsecret_key: !vault |\n  x\npassword: changeme\naccess_key: xxxxxxxxxxxxxxxxxxxx\npassword_file: /run/secrets/db\ntoken_url: https://auth.local/oauth/token\n',
  '/app/.env.example':
    'AWS_ACCESS_KEY_ID=your-access-key-id\nAWS_SECRET_ACCESS_KEY=<secret>\nDATABASE_URL=postgres://user:password@localhost:5432/db\nSTRIPE_KEY=sk_test_xxxxxxxxxxxxxxxxxxxxxxxx\n',
  '/app/main.py':
    'password = getpass.getpass("Password: ")\ntoken = request.headers["Authorization"]\nsecret = os.environ["SECRET"]\nself.api_key = api_key\nif password == "password123!": pass\n'.replace(
      '"password123!"',
      'other',
    ),
  '/app/main.go':
    'token := r.Header.Get("X-Token")\npassword := cfg.Database.Password\nvar ErrInvalidToken = errors.New("invalid token 2024")\nconst tokenKey contextKey = "token"\n',
  '/app/Main.java':
    'private static final String TOKEN_HEADER = "X-Auth-Token";\nString password = System.getenv("DB_PASSWORD");\n@Value("${app.secret}") String secret;\n',
  '/app/app.config':
    '<assemblyIdentity name="System" publicKeyToken="b03f5f7f11d50a3a" culture="neutral" />\n<add key="PasswordMinLength" value="12"/>',
  '/app/cert.pem': buildSample('{pem:public}', 'j'),
  '/app/notes.md': buildSample(
    'Set `AKIAIOSFODNN7{hex:0}EXAMPLE` and run `docker login -p $TOKEN`.\n{begin:rsa}\n...\n-----END RSA PRIVATE KEY-----\n',
    'm',
  ),
  '/etc/login.defs': 'PASS_MAX_DAYS\t99999\nPASS_MIN_DAYS\t0\nPASS_WARN_AGE\t7\nENCRYPT_METHOD SHA512\n',
  '/etc/pam.d/common-password':
    'password\t[success=1 default=ignore]\tpam_unix.so obscure yescrypt\npassword requisite pam_deny.so\n',
  '/etc/nsswitch.conf': 'passwd:         files systemd\ngroup:          files systemd\nshadow:         files\n',
  '/app/checksums': buildSample('{hex:64}  twilio.tar\n{hex:32}  facebook.zip\n', 'k'),
  '/app/globals.json': '{"pwd": false,\n"passwd": [],\n"token": true}',
  '/usr/bin/c_rehash': '#!/usr/bin/perl\nuse Cwd;\n$pwd=Cwd::getcwd();\nmy $token = next_token2($line1);\n',
  '/app/schema.json':
    '{"properties":{"password":{"type":"string","format":"password","minLength":8},"token":{"$ref":"#/definitions/Token2"}}}',
  '/app/values.yaml': 'existingSecret: ""\npassword: ""\nsecretName: my-secret-1\ntokenAudience: api://default-1\n',
  '/app/terraform.tf':
    'variable "db_password" { type = string }\npassword = var.db_password\ntoken = data.vault_generic_secret.app.data["token"]\n',
  '/app/deploy.properties':
    'oracle.password=###ORACLE_PWD###\ndb.password=@db.password@\nftp=ftp://xxx:xxx@ftp.corp.local/\npassword=%DB_PASSWORD%\nkey.password=__KEY_PASSWORD__\n',
  '/app/labels.json':
    '{"LABEL_PASSWORD": "Contraseña", "labels": {"password": "Пароль", "newPassword": "Nouveau mot de passe"}, "passwordHint": "Loyniorð1"}',
  '/app/package.json':
    '{"dependencies": {"passport": "^0.4.1", "password-hash": "1.2.2-beta", "jsonwebtoken": "9.0.2"}}',
  '/app/salt.php':
    '<?php\n$password = $password_default_salt;\n$token = $cfg["token"];\n$secret = getenv("APP_SECRET2");\n',
  '/app/alias.yaml': 'password: *default_pw1\nsecret: &anchor_1\ntoken: !vault_1\n',
  '/app/run.ps1': '$p = ConvertTo-SecureString $env:PW1 -AsPlainText -Force\n$password = $env:DB_PASSWORD\n',
  '/app/form.js':
    '$("#add-password1").on("click", show);\nconst passwordInput = document.querySelector("#password2");\nconst key = "user.settings.v2";\n',
  '/app/defaults.py':
    'parser.add_argument("--password-file", default="secrets1.txt")\nSECRET_KEY = "config/secret.key"\npassword = os.path.join(base, "pw1.txt")\nkey = "id_rsa"\n',
  '/app/Jenkinsfile':
    "withCredentials([string(credentialsId: 'npm-token-2', variable: 'TOKEN')]) { sh 'npm publish --token $TOKEN' }",
}

describe('what is no secret', () => {
  test.each(Object.entries(HARMLESS))('%s', (path, text) => {
    const { hits } = findInText(readText(Buffer.from(text)), {
      rules: settings.content,
      kind: textKindOf(path, text.slice(0, 128)),
      path,
    })
    expect(hits.map(({ rule, evidence }) => `${rule} ${evidence}`)).toEqual([])
  })

  test('noise in base64 and in hexadecimal', () => {
    let noise = ''
    for (let index = 0; noise.length < 400_000; index += 1)
      noise += createHash('sha512')
        .update(`noise ${index}`)
        .digest(index % 2 ? 'base64' : 'hex')
    for (const kind of ['config', 'code'] as const) {
      expect(findInText(readText(Buffer.from(noise)), { rules: settings.content, kind, path: '' }).hits).toEqual([])
    }
  })
})
