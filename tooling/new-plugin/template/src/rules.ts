import type { Rule } from '@veinmind/sdk'

/** What every user of a container may change, the next process may run. */
export const WRITABLE_BY_ALL: Rule = {
  id: 'EXAMPLE-001',
  title: { en: 'File that every user may change', zh: '任何用户都可修改的文件' },
  severity: 'low',
  confidence: 'high',
  attack: ['T1222.002'],
  references: ['https://cwe.mitre.org/data/definitions/732.html'],
  remediation: {
    en: 'Take the write permission away from others: chmod o-w.',
    zh: '移除其他用户的写权限：chmod o-w。',
  },
}
