/** The plugins of this repository that know a tag. Plugins of others may say the same tags. */
const OWNERS: readonly (readonly [prefix: string, ...plugins: string[]])[] = [
  ['weak-password', 'weakpass'],
  ['no-password', 'weakpass', 'trace', 'history'],
  ['flaw:kernel', 'escape'],
  ['flaw:runtime', 'escape'],
  ['flaw:local', 'privilege-escalation'],
  ['flaw', 'vuln', 'log4j2', 'minio'],
  ['secret', 'sensitive', 'history', 'iac'],
  ['escape', 'escape', 'unsafe-mount', 'iac'],
  ['privileged', 'escape', 'iac'],
  ['capability', 'escape', 'iac'],
  ['device', 'escape', 'unsafe-mount', 'iac'],
  ['mount', 'unsafe-mount', 'escape', 'iac', 'history'],
  ['unconfined', 'escape', 'iac'],
  ['engine-api', 'escape', 'iac'],
  ['host-namespace', 'escape', 'iac'],
  ['host', 'escape'],
  ['become-root', 'privilege-escalation', 'history'],
  ['webshell', 'webshell'],
  ['backdoor', 'backdoor'],
  ['second-root', 'backdoor', 'trace'],
  ['malware', 'malicious', 'vuln'],
  ['intrusion', 'trace'],
  ['exposed', 'history', 'iac'],
  ['login-server', 'history'],
  ['login-key', 'history'],
  ['debugger', 'history'],
  ['download-and-run', 'history'],
  ['unverified-download', 'history'],
  ['cluster-token', 'iac'],
  ['cluster-rights', 'iac'],
  ['cluster-admin', 'iac'],
  ['pod-starter', 'iac'],
  ['mutable-image', 'iac'],
]

/** The plugins that know the tag; none for one that is somebody else's. */
export function ownersOf(tag: string): readonly string[] {
  const found = OWNERS.find(([prefix]) => tag === prefix || tag.startsWith(`${prefix}:`))
  return found?.slice(1) ?? []
}
