import type { Rule } from '@veinmind/sdk'

/** What is shown of an address. */
export interface Link {
  readonly text: string
  /** Only http and https; without it the text is no link. */
  readonly href?: string
}

/** The links of a rule: techniques, references and documentation, each address once. */
export function linksOf({ attack = [], references = [], docs }: Rule): Link[] {
  const links = new Map<string, Link>()
  for (const link of [
    ...attack.map(attackLink),
    ...references.map(linkOf),
    ...(docs === undefined ? [] : [linkOf(docs)]),
  ]) {
    const key = link.href ?? link.text
    if (!links.has(key)) links.set(key, link)
  }
  return [...links.values()]
}

/** A link where the address is http or https; else its text alone, whatever it says. */
export function linkOf(address: string): Link {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isWeb =
    url && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === ''
  return isWeb ? { text: address, href: url.href } : { text: address }
}

/** A technique of MITRE ATT&CK. */
export function attackLink(technique: string): Link {
  const text = `MITRE ATT&CK ${technique}`
  if (!/^T\d{4}(?:\.\d{3})?$/.test(technique)) return { text }
  return { text, href: `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/` }
}
