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

/** What a package may be used under is not known. */
export const UNKNOWN_LICENSE: Rule = {
  id: 'ASSET-002',
  title: { en: 'Package whose licence is not known', zh: '软件包的许可证未知' },
  severity: 'low',
  confidence: 'medium',
  description: {
    en: 'The package says no licence, or one in words that are no id and no expression of SPDX, so that no list of licences can judge it. Told with --asset.unknown-licenses.',
    zh: '该软件包未声明许可证，或其说明既不是 SPDX 标识也不是 SPDX 表达式，因而无法按许可证列表判断。使用 --asset.unknown-licenses 时报告。',
  },
  references: ['https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/'],
  remediation: {
    en: 'Look the licence up in the sources of the package; replace the package if it has none that you may use.',
    zh: '在该软件包的源代码中查明其许可证；若没有可以使用的许可证，则替换该软件包。',
  },
}
