import { basicContainer, basicImage } from '@veinmind/report'
import { containerCommand, definePlugin, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { containerFacts } from './container-facts.ts'
import { imageFacts } from './image-facts.ts'
import { withSecrets } from './secrets.ts'

/** What images and containers are: facts for the report's assets, never a finding. */
const basic: Plugin = definePlugin({
  name: 'basic',
  title: { en: 'Basic information', zh: '基本信息' },
  description: { en: 'what images and containers are: facts, no findings', zh: '镜像与容器的基本信息，不产生风险项' },
  module: import.meta.url,
  commands: [
    imageCommand((image, ctx) => ctx.report(withSecrets(basicImage(image, imageFacts(image)), image))),
    containerCommand((container, ctx) =>
      ctx.report(withSecrets(basicContainer(container, containerFacts(container)), container)),
    ),
  ],
})

export default basic
