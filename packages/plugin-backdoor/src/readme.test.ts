import { describeRule, testReadme } from '@veinmind/plugin-testing'
import { RULES } from './rules/index.ts'

testReadme(import.meta.url, () => RULES.map(describeRule).join('\n'))
