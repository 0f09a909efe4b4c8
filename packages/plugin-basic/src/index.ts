import { basicContainer, basicImage } from '@veinmind/report'
import { containerCommand, definePlugin, hostCommand, imageCommand } from '@veinmind/sdk'
import type { Plugin } from '@veinmind/sdk'
import { containerFacts } from './container-facts.ts'
import { hostFacts } from './host-facts.ts'
import { imageFacts } from './image-facts.ts'
import { withSecrets } from './secrets.ts'

/** What images, containers and hosts are: facts for the report's assets, never a finding. */
const basic: Plugin = definePlugin({
  name: 'basic',
  title: { en: 'Basic information', zh: '基本信息' },
  description: {
    en: 'what images, containers and hosts are: facts, no findings',
    zh: '镜像、容器与主机的基本信息，不产生风险项',
  },
  module: import.meta.url,
  rules: [],
  commands: [
    imageCommand((image, ctx) => ctx.report(withSecrets(basicImage(image, imageFacts(image)), image))),
    containerCommand((container, ctx) =>
      ctx.report(withSecrets(basicContainer(container, containerFacts(container)), container)),
    ),
    hostCommand(({ machine }, ctx) =>
      ctx.report({ type: 'BasicHost', class: 'info', locations: [], detail: hostFacts(machine) }),
    ),
  ],
})

export default basic
