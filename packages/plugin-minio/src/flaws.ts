import type { Rule, Severity } from '@veinmind/sdk'
import FLAWS from './flaws.json' with { type: 'json' }
import NEEDS from './needs.json' with { type: 'json' }

/** What a flaw needs besides the release. */
export type Need = 'distributed' | 'windows' | 'browser' | 'sftp' | 'openid' | 'ldap'

/** A flaw of MinIO, and the releases that have it: from `from` up to `fixed`, which fixes it. */
export interface Flaw {
  readonly id: string
  readonly cve: string
  readonly aliases: readonly string[]
  /** The day, such as `2023-03-20`. */
  readonly published: string
  readonly severity: Severity
  readonly from?: string
  readonly fixed: string
  /** The product of the fixing release, when it is not the open-source program. */
  readonly fixedIn?: string
  readonly needs?: Need
  readonly title: { readonly en: string; readonly zh: string }
}

/** Every flaw that is looked for. Bounds are those of MinIO's own advisories. */
export const MINIO_FLAWS: readonly Flaw[] = FLAWS as readonly Flaw[]

/** Known to be exploited, as CISA lists them. */
const EXPLOITED: ReadonlySet<string> = new Set(['CVE-2023-28432', 'CVE-2023-28434'])

/** Their rules, in the same order. */
export const RULES: readonly Rule[] = MINIO_FLAWS.map(
  ({ id, cve, aliases, severity, title, needs, fixed, fixedIn }): Rule => {
    const release = `${fixedIn === undefined ? '' : `MinIO ${fixedIn} `}RELEASE.${fixed}`
    return {
      id,
      title: { en: `${cve}: ${title.en}`, zh: `${cve}：${title.zh}` },
      severity,
      ...(needs === undefined ? {} : { description: NEEDS[needs] }),
      attack: ['T1190'],
      tags: [
        'flaw',
        ...(needs === undefined ? ['flaw:from-network'] : []),
        ...(EXPLOITED.has(cve) ? ['flaw:exploited'] : []),
      ],
      references: [
        `https://github.com/minio/minio/security/advisories/${aliases[0]}`,
        `https://nvd.nist.gov/vuln/detail/${cve}`,
      ],
      remediation: {
        en: `Upgrade to ${release} or later${cve === 'CVE-2023-28432' ? ', and change the root password and every secret of its environment' : ''}.`,
        zh: `升级到 ${release} 或更高版本${cve === 'CVE-2023-28432' ? '，并更换 root 密码及其环境变量中的所有密钥' : ''}。`,
      },
    }
  },
)

/** Whether the release of this time has a flaw. Times have one format, so they can be compared as texts. */
export function hasFlaw({ from = '', fixed }: Flaw, time: string): boolean {
  return time >= from && time < fixed
}

/** The time in the name of a release: `RELEASE.2023-03-13T19-46-17Z` (also with a suffix for one customer), `DEVELOPMENT.…`. */
export function timeOf(version: string): string | undefined {
  return /^(?:RELEASE|DEVELOPMENT)\.(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:\.|$)/.exec(version)?.[1]
}
