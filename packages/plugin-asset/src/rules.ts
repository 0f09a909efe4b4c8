import type { Rule } from '@veinmind/sdk'

/** A package may only be used under a licence that its user does not want. */
export const DENIED_LICENSE: Rule = {
  id: 'ASSET-001',
  title: { en: 'Package under a licence that is not wanted', zh: '软件包使用了不允许的许可证' },
  severity: 'medium',
  confidence: 'high',
  description: {
    en: 'The package may be used under a licence of --asset.deny-licenses only: where it leaves the choice, every one of them is denied.',
    zh: '该软件包只能以 --asset.deny-licenses 所列的许可证使用：如可选择许可证，则每一种都不被允许。',
  },
  references: ['https://spdx.org/licenses/'],
  remediation: {
    en: 'Replace the package, or leave it out; if its licence is in order after all, take it off the list.',
    zh: '替换或移除该软件包；若其许可证可以接受，则将其从列表中移除。',
  },
}
