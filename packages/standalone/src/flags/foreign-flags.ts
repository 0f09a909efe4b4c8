const SEVERITIES = 'all severities are reported; --fail-on <severity> says which make the exit code 1'
const ALLOW = '--sensitive.allow-file <file> for secrets, --iac.ignore-file <file> for infrastructure as code'
const ACCEPT = '--accept <file> names what is lived with; veinmind accept <report> writes it'
const LEFT_OUT = `paths are left out by ${ALLOW}`
const RULES = '--iac.rules <folder> adds rules of your own'
const UNFIXED = '--vuln.ignore-unfixed leaves out what no version fixes'
const ALL_PACKAGES = 'packages of every kind are looked at; --plugins vuln looks for vulnerabilities alone'
const DATABASE = 'veinmind db update gets the database of vulnerabilities; a scan gets nothing'
const INVENTORY = '-f cyclonedx or -f spdx lists the packages'

/** Flags of other scanners (trivy, grype, kubescape, gitleaks), and what to use instead. */
const FOREIGN: Readonly<Record<string, string>> = {
  severity: SEVERITIES,
  s: SEVERITIES,
  'min-severity': SEVERITIES,
  'severity-threshold': SEVERITIES,
  'fail-severity': SEVERITIES,
  ignorefile: ACCEPT,
  'ignore-policy': ALLOW,
  exceptions: ACCEPT,
  'gitleaks-ignore-path': ACCEPT,
  'baseline-path': '--new-since <report> tells what is new since an earlier report',
  'skip-dirs': LEFT_OUT,
  'skip-files': LEFT_OUT,
  'file-patterns': '--iac.type says what files are',
  scanners: '--plugins a,b runs only these plugins; veinmind list plugins names them',
  'security-checks': '--plugins a,b runs only these plugins; veinmind list plugins names them',
  input: 'name the archive itself: scan image ./app.tar',
  i: 'name the archive itself: scan image ./app.tar',
  'secret-config': '--sensitive.rules-file <file> adds rules for secrets',
  'config-check': RULES,
  'config-policy': RULES,
  policy: RULES,
  'check-namespaces': RULES,
  'no-progress': '--quiet shows no progress',
  debug: '--log-level debug',
  d: '--log-level debug',
  insecure: '--insecure-skip-verify, or --plain-http for a registry without TLS',
  password: '--password-stdin reads it from standard input: a command line is seen by others',
  file: '-o <file> names the file of the report',
  'report-path': '-o <file> names the file of the report',
  'report-format': '-f names the format of the report',
  'clear-cache': 'veinmind cache clear',
  redact: 'secrets are masked unless --show-secrets is given',
  scope: 'all layers are scanned always, and findings say which layer they are in',
  'image-src': '--from names where images are taken from',
  'ignore-unfixed': UNFIXED,
  'only-fixed': UNFIXED,
  'pkg-types': ALL_PACKAGES,
  'vuln-type': ALL_PACKAGES,
  'db-repository': DATABASE,
  'skip-db-update': DATABASE,
  'list-all-pkgs': INVENTORY,
}

/** What there is for a flag of another scanner. */
export function hintForForeignFlag(name: string): string | undefined {
  return Object.hasOwn(FOREIGN, name) ? FOREIGN[name] : undefined
}
