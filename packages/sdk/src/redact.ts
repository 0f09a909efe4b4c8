/** Key names whose value is a secret: as a whole word of the key, so that `MONKEY` and `KEYBOARD` are not. */
const SECRET_KEY =
  /(?:^|[_.-])(?:pass|passwd|password|passphrase|pwd|secret|token|api_?key|access_?key|private_?key|credentials?|auth)(?:$|[_.-]|\d)/i

/** `secret` masked: its first and last character where it is long enough for that to give nothing away. */
export function maskSecret(secret: string): string {
  const characters = Array.from(secret)
  if (characters.length < 6) return '••••••'
  return `${characters[0]}••••${characters.at(-1)}`
}

/** Whether a variable or field of this name usually holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_KEY.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'))
}
