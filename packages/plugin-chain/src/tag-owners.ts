/** The plugins that look for what a tag says, by its first word or all of it; each of them is enough. */
const OWNERS: Readonly<Record<string, readonly string[]>> = {
  'weak-password': ['weakpass'],
  'no-password': ['weakpass'],
  flaw: ['vuln'],
  'flaw:kernel': ['escape'],
  'flaw:runtime': ['escape'],
  'flaw:local': ['privilege-escalation'],
  secret: ['sensitive'],
  escape: ['escape', 'iac'],
  mount: ['unsafe-mount', 'escape', 'iac'],
  host: ['escape'],
  'become-root': ['privilege-escalation'],
  webshell: ['webshell'],
  backdoor: ['backdoor'],
  'second-root': ['backdoor'],
  malware: ['malicious'],
  intrusion: ['trace'],
  exposed: ['history', 'iac'],
  'login-server': ['history'],
  'download-and-run': ['history'],
  'unverified-download': ['history'],
  'cluster-token': ['iac'],
  'cluster-rights': ['iac'],
  'cluster-admin': ['iac'],
  'pod-starter': ['iac'],
  'mutable-image': ['iac'],
}

/** The plugins that look for a tag; none for one of somebody else. */
export function ownersOf(tag: string): readonly string[] {
  return OWNERS[tag] ?? OWNERS[tag.slice(0, Math.max(0, tag.indexOf(':')))] ?? []
}
