import { maskSecret } from '@veinmind/sdk'

/** `text` with every occurrence of each secret masked; longer secrets first, so that none shows through another. */
export function maskSecrets(text: string, secrets: Iterable<string>): string {
  let masked = text
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.length > 0) masked = masked.replaceAll(secret, maskSecret(secret))
  }
  return masked
}
