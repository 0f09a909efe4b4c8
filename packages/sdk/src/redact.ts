/** Key names whose value is a secret: as a whole word of the key, so that `MONKEY` and `KEYBOARD` are not. */
const SECRET_KEY =
  /(?:^|[_.-])(?:pass|passwd|password|passphrase|pwd|secret|token|api_?key|access_?key|private_?key|credentials?|auth)(?:$|[_.-]|\d)/i

/** `secret` masked: its first and last character where it is long enough for that to give nothing away. */
export function maskSecret(secret: string): string {
  const characters = Array.from(secret)
  if (characters.length < 6) return '••••••'
  return `${characters[0]}••••${characters.at(-1)}`
}

/** `text` with every occurrence of each secret masked; longer secrets first, so that none shows through another. */
export function maskSecrets(text: string, secrets: Iterable<string>): string {
  let masked = text
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.length > 0) masked = masked.replaceAll(secret, maskSecret(secret))
  }
  return masked
}

/** Whether a variable of the environment is one of VeinMind's own that holds a secret, such as `VEINMIND_GIT_TOKEN`. */
export function isOwnSecretName(name: string): boolean {
  return /^VEINMIND_/i.test(name) && (isSecretName(name) || /_KEY$/i.test(name))
}

/** Whether a variable or field of this name usually holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_KEY.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'))
}
