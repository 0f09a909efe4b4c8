import type { Link } from './assets/payload.d.ts'

/** A link where the address is http or https; else its text alone, whatever it says. */
export function linkOf(address: string): Link {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isWeb = url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  return isWeb ? { text: address, href: url.href } : { text: address }
}

/** A technique of MITRE ATT&CK. */
export function attackLink(technique: string): Link {
  const text = `MITRE ATT&CK ${technique}`
  if (!/^T\d{4}(?:\.\d{3})?$/.test(technique)) return { text }
  return { text, href: `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/` }
}
