import { groupedRules, testReadme } from '@veinmind/plugin-testing'
import { RULE_GROUPS } from './rules/index.ts'

const TITLES = {
  files: 'Files, accounts and histories',
  processes: 'Processes',
}

testReadme(import.meta.url, () => groupedRules(RULE_GROUPS, TITLES))
