/** What the name of a value says that the value is. */
export type NameKind = 'password' | 'secret' | 'key'

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))

const PASSWORD = words(
  'pass passwd password passphrase passwort passw pwd pw passcode userpass dbpass rootpass adminpass ftppass smtppass mailpass mypass rootpw bindpw dbpw userpw kennwort psw passkey psk authtok',
)
const SECRET = words(
  'secret secrets token tokens apikey apitoken accesskey secretkey privatekey credential credentials cred creds authkey authtoken bearer accesstoken clientsecret appsecret apisecret appkey authorization refreshtoken sessiontoken sharedkey accountkey masterkey encryptionkey signingkey',
)
const KEY = words('key salt auth hmac passkey keys')
/** Words behind the one that says "secret": the value tells about it, or it is shown to people. */
const ABOUT = words(
  'maps file files filename filepath path paths dir directory folder url urls uri endpoint endpoints host hostname port name names type types class field fields label title text hint prompt message messages msg ' +
    'error errors regex regexp pattern format policy policies rule rules valid validate validator validators validation required require requirements min max minimum maximum length len size sizes count limit limits age expir expiry expires expiration expired ttl ' +
    'timeout lifetime hash hashes hashed digest digests algo algorithm algorithms method methods mode header headers cookie cookies param parameter params input form store stores storage manager provider providers service services factory handler helper ' +
    'util utils request requests response responses version versions index indices kind id ids identifier ref refs reference public time times timestamp date encrypt encoder encoding encoded separator delimiter sequence stream ' +
    'typ column columns table description desc info help example placeholder location config configuration settings options option policy usage user username users enabled disabled enable disable ' +
    'strength change changed changes last sent within created updated confirmed confirmation prefix suffix rotation interval source scope scopes audience issuer grant state status check callback command cmd func function fn generator parser lexer list map array set get count counter budget limiter bucket ' +
    'schema mapping ring chain pair pairs board press code codes word words event events binding bindings vault arn fingerprint thumbprint checksum sha sha1 sha256 md5 icon color style selector locale lang language uid host user username age days hash sock socket agent program helper gpg pgp retries backend reset encoder minimum',
)
/** Words before it: what is public, or no secret of a person or a program. */
const HARMLESS = words(
  'request change update creation labels messages errors strings texts csrf xsrf next page continuation cancel cancellation public pub publishable syntax lex sort partition primary foreign cache no without show hide forgot is has use enable disable allow require need gpg pgp host ' +
    'hostkey label msg message error err text title placeholder hint invalid wrong missing incorrect bad forgotten lost publickey idempotency etag site shortcut hot keyboard arrow sub registry map i18n lang object dict json hash row column index unique group ' +
    'lookup translation translate trans css class selector input field xpath checksum integrity sha sha1 sha256 md5 digest fingerprint commit revision ssh rsa dsa ecdsa ed25519 authorized known',
)

/** `dbPassword`, `DB_PASSWORD` and `db.password` are the same two words; `MONKEY` is one. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
}

/** What a name says that its value is; undefined when it is nothing secret, or something about a secret. */
export function kindOfName(name: string): NameKind | undefined {
  const parts = wordsOf(name)
  const at = parts.findLastIndex((word) => kindOfWord(word) !== undefined)
  const kind = kindOfWord(parts[at] ?? '')
  if (kind === undefined || parts.slice(at + 1).some((word) => ABOUT.has(word))) return undefined
  const before = parts.slice(0, at)
  if (before.some((word) => HARMLESS.has(word)))
    return kind === 'password' && !before.some((word) => SHOWN.has(word)) ? 'password' : undefined
  if (kind !== 'key') return kind
  // `secret_key`, `api-key`, `tokenAuth`: the word before tells more.
  return before.some((word) => OWNER.has(word) || kindOfWord(word) !== undefined) ? 'secret' : 'key'
}

/** Of these even a password is a text that people read. */
const SHOWN = words(
  'labels messages errors strings texts label msg message error err text title placeholder hint invalid wrong missing incorrect bad forgot forgotten lost show hide is has use enable disable allow require need no without css class selector field xpath translation translate trans i18n lang',
)
const OWNER = words(
  'api access private secret encryption signing master account app client service admin license crypto cipher session cookie jwt security shared storage server user authentication authorization deploy license aes',
)

function kindOfWord(word: string): NameKind | undefined {
  if (PASSWORD.has(word) || /password$|passwd$|passphrase$|pwd$/.test(word)) return 'password'
  if (SECRET.has(word) || /(?:secret|token|apikey|secretkey|accesskey|privatekey)$/.test(word)) return 'secret'
  return KEY.has(word) ? 'key' : undefined
}
