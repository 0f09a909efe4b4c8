import type { Report } from '@veinmind/report'

/** The risks of the demo's image that a report does not tell of. */
export function missingFindings({ findings }: Report): string[] {
  const isFound = {
    'the weak password of root': findings.some(
      ({ plugin, locations }) => plugin === 'weakpass' && locations[0]?.path === '/etc/shadow',
    ),
    'the key in a file that an upper layer deletes': findings.some(({ plugin, locations }) => {
      return (
        plugin === 'sensitive' && locations.some(({ path, hiddenBy }) => path === '/srv/app/.env' && hiddenBy === 2)
      )
    }),
    'the vulnerable version of Django': findings.some(
      ({ plugin, rule }) => plugin === 'vuln' && rule.id === 'CVE-2021-44420',
    ),
    'the script that is fetched and run': findings.some(({ plugin, evidence = '', locations }) => {
      return plugin === 'history' && `${evidence} ${locations[0]?.step?.createdBy ?? ''}`.includes('install.sh')
    }),
  }
  return Object.entries(isFound).flatMap(([what, found]) => (found ? [] : [what]))
}
