import { groupedRules, testReadme } from '@veinmind/plugin-testing'
import { RULE_GROUPS } from './rules/index.ts'

const TITLES = {
  setuid: 'Set-user-ID programs',
  setgid: 'Set-group-ID programs',
  capabilities: 'File capabilities',
  writable: 'What others may write and root uses',
  flaws: 'Flaws of helpers',
  grants: 'sudo, doas, polkit and groups',
}

testReadme(import.meta.url, () => groupedRules(RULE_GROUPS, TITLES))
