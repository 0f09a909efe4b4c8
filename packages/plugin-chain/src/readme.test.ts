import { testReadme } from '@veinmind/plugin-testing'
import { rulesSection } from '../test/rules-section.ts'

testReadme(import.meta.url, rulesSection)
