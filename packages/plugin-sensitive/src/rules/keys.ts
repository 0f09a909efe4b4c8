import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const PEM = 'https://www.rfc-editor.org/rfc/rfc7468'
// Headers are put together, so that no scanner takes this file for one with keys.
const begin = (label: string) => ['-----BEGIN', label].join(' ')
const header = (label: string) => `${begin(label)}-----`
const SEC1 = 'https://www.rfc-editor.org/rfc/rfc5915'

/**
 * Private keys. A header alone is no key (programs that read keys hold it too): `match/pem.ts` wants a body that decodes,
 * and tells from it whether a passphrase protects the key.
 */
export const KEY_RULES: readonly ContentRule[] = defineRules('key', [
  {
    id: 3, name: 'pkcs8-private-key', title: { en: 'Private key (PKCS #8)', zh: '私钥（PKCS #8）' }, severity: 'critical',
    keywords: [begin('PRIVATE KEY'), begin('ENCRYPTED PRIVATE KEY')], check: 'pem', binary: true,
    pattern: header('(?:ENCRYPTED )?PRIVATE KEY'), source: [PEM, 'https://www.rfc-editor.org/rfc/rfc5958'],
    sample: ['{pem:pkcs8}', '{"key": "{pemline:pkcs8}"}', '{pem:pkcs8-encrypted}'],
    miss: ['{begin:pkcs8}', '{pem:public}'],
  },
  {
    id: 4, name: 'rsa-private-key', title: { en: 'RSA private key', zh: 'RSA 私钥' }, severity: 'critical',
    keywords: [begin('RSA PRIVATE KEY')], check: 'pem', binary: true, pattern: header('RSA PRIVATE KEY'),
    source: 'https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2', sample: '{pem:rsa}',
    miss: [
      '{begin:rsa}\n', '-----BEGIN RSA PUBLIC KEY-----\n{b64:120}\n-----END RSA PUBLIC KEY-----',
    ],
  },
  {
    id: 5, name: 'openssh-private-key', title: { en: 'OpenSSH private key', zh: 'OpenSSH 私钥' }, severity: 'critical',
    keywords: [begin('OPENSSH PRIVATE KEY')], check: 'pem', binary: true,
    pattern: header('OPENSSH PRIVATE KEY'),
    source: 'https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key',
    sample: ['{pem:openssh}', '{pem:openssh-encrypted}'], miss: '{begin:openssh}\n',
  },
  {
    id: 6, name: 'pgp-private-key', title: { en: 'PGP private key', zh: 'PGP 私钥' }, severity: 'critical',
    keywords: [begin('PGP PRIVATE KEY BLOCK')], check: 'pgp', binary: true,
    pattern: header('PGP PRIVATE KEY BLOCK'),
    source: 'https://www.rfc-editor.org/rfc/rfc9580#name-secret-key-packet-formats', sample: '{pem:pgp}',
    miss: '{begin:pgp}\n',
  },
  {
    id: 9, name: 'dsa-private-key', title: { en: 'DSA private key', zh: 'DSA 私钥' }, severity: 'critical',
    keywords: [begin('DSA PRIVATE KEY')], check: 'pem', binary: true, pattern: header('DSA PRIVATE KEY'),
    source: PEM, sample: '{pem:dsa}', miss: '{begin:dsa}\n',
  },
  {
    id: 10, name: 'ec-private-key', title: { en: 'EC private key', zh: 'EC 私钥' }, severity: 'critical',
    keywords: [begin('EC PRIVATE KEY')], check: 'pem', binary: true, pattern: header('EC PRIVATE KEY'),
    source: SEC1, sample: '{pem:ec}', miss: '{begin:ec}\n',
  },
  {
    id: 360, name: 'putty-private-key', title: { en: 'PuTTY private key', zh: 'PuTTY 私钥' }, severity: 'critical',
    keywords: ['PuTTY-User-Key-File-'], check: 'putty',
    pattern: String.raw`PuTTY-User-Key-File-[23]: [\w@.-]{3,40}(?:(?!PuTTY-User)[\s\S]){1,8000}?Private-Lines: \d{1,3}\r?\n(?<secret>(?:[A-Za-z0-9+/=]{1,70}\r?\n){1,80})`,
    source: 'https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html',
    sample: 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: k\nPublic-Lines: 1\n{b64:64}\nPrivate-Lines: 1\n{b64:48}\nPrivate-MAC: {hex:64}\n',
    miss: 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n',
  },
  {
    id: 25, name: 'age-secret-key', title: ['age', 'secret key'], severity: 'critical', token: 'AGE-SECRET-KEY-1',
    body: '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}', source: 'https://github.com/C2SP/C2SP/blob/main/age.md',
    sample: 'AGE-SECRET-KEY-1{bech32:58}', miss: 'AGE-SECRET-KEY-1{bech32:20}',
  },
  {
    id: 361, name: 'wireguard-private-key', title: ['WireGuard', 'private key'], severity: 'high',
    keywords: ['privatekey', 'presharedkey'], ignoreCase: true, entropy: 4,
    pattern: String.raw`(?:PrivateKey|PresharedKey)\s{0,4}=\s{0,4}(?<secret>[A-Za-z0-9+/]{42}[AEIMQUYcgkosw480]=)(?![A-Za-z0-9+/=])`,
    source: 'https://www.wireguard.com/quickstart/', sample: '[Interface]\nPrivateKey = {b64:42}A=',
    miss: 'PublicKey = {b64:42}A=',
  },
  {
    id: 362, name: 'json-web-key', title: { en: 'JSON web key with its private part', zh: '包含私有部分的 JSON Web Key' },
    severity: 'high', confidence: 'high', keywords: ['"kty', String.raw`\"kty`], check: 'jwk', pattern: String.raw`\\{0,3}"kty`, unfiltered: true,
    source: 'https://www.rfc-editor.org/rfc/rfc7518#section-6.2.2',
    sample: [
      '{"kty": "EC", "crv": "P-256", "x": "{url:43}", "y": "{url:43}", "d": "{url:43}"}', '{"d":"{url:43}","use":"sig","kty":"OKP","crv":"Ed25519"}',
      '{"kty":"oct","k":"{url:43}","alg":"HS256"}',
    ],
    miss: ['{"kty": "EC", "crv": "P-256", "x": "{url:43}", "y": "{url:43}"}', '{"kty":"RSA","n":"{url:340}","e":"AQAB"}'],
  },
  {
    id: 120, name: 'json-web-token', title: { en: 'JSON web token', zh: 'JSON Web Token' }, severity: 'medium',
    confidence: 'high',
    keywords: ['eyJhbGci', 'eyJ0eXAi', 'eyJraWQi', 'eyJlbmMi', 'eyJ4NXQi', 'eyJqa3Ui', 'ewogICJh', 'eyAiYWxn'],
    check: 'jwt', binary: true,
    pattern: String.raw`(?<![\w.-])(?<secret>(?:eyJ|ewogIC|eyAi)[\w-]{14,2000}\.[\w-]{10,6000}\.[\w-]{10,1400})(?![\w-])`,
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
    sample: ['{jwt:4102444800}', 'Authorization: Bearer {jwt:4102444800}'],
    miss: ['eyJhbGciOi{url:30}.{url:60}.{url:43}', 'eyJhbGciOi{url:30}'],
  },
  {
    id: 363, name: 'kubeconfig-client-key', title: ['Kubernetes', 'private key'], severity: 'critical', confidence: 'high',
    assigned: ['client-key-data', 'client_key_data'], value: 'LS0t[A-Za-z0-9+/]{100,8000}={0,2}', entropy: 0, check: 'kubeconfig',
    source: 'https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/',
    sample: 'client-key-data: {b64pem:ec}', miss: 'client-key-data: LS0t',
  },
  {
    id: 420, name: 'private-key-in-base64', title: { en: 'Private key, in base64', zh: '私钥（base64 编码）' }, severity: 'critical', token: 'LS0tLS1CRUdJTi',
    body: '[A-Za-z0-9+/]{80,24000}={0,2}', entropy: 0, check: 'pem-in-base64', source: [PEM, 'https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets'],
    sample: ['  tls.key: {b64pem:rsa}', '"privateKey": "{b64pem:pkcs8}"', 'KEY={b64pem:openssh}'], miss: ['tls.crt: {b64pem:public}', 'tls.key: LS0tLS1CRUdJTi'],
  },
  {
    id: 421, name: 'private-key-in-der', title: { en: 'Private key in DER, in base64', zh: '私钥（DER，base64 编码）' }, severity: 'critical',
    keywords: ['IBADANBgkqhkiG9w0BAQEFAASC', 'IBAAKCA', 'IBAAKBg', 'MHcCAQEEI', 'MIGkAgEBBD', 'AgEAMBMGByqGSM49AgEG', 'AgEAMBAGByqGSM49AgEG', 'MC4CAQAwBQYDK2Vw', 'MFECAQEwBQYDK2Vw'],
    binary: true, check: 'der-key', confidence: 'high', pattern: '[A-Za-z0-9]{7}', unfiltered: true,
    source: ['https://www.rfc-editor.org/rfc/rfc5958', SEC1], sample: ['PRIVATE_KEY={der:pkcs8}', '"key": "{der:ec}"', '<key>{der:rsa}</key>'], miss: ['PUBLIC_KEY={der:public}', 'KEY=MHcCAQEEI{b64:80}'],
  },
  {
    id: 422, name: 'nats-seed', title: ['NATS', 'private key'], severity: 'critical', token: ['SUA', 'SAA', 'SOA', 'SXA'], body: '[A-Z2-7]{55}', binary: false,
    check: 'nats-seed', entropy: 3, source: 'https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/nkey_auth',
    sample: ['seed: {nkey:user}', '{nkey:account}', '"{nkey:operator}"'], miss: ['SUA{base32:55}', 'SUA{base32:20}'],
  },
])
