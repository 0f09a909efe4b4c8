import { packages } from '@veinmind/inventory'
import type { Package } from '@veinmind/inventory'
import { containerCommand, definePlugin, imageCommand, option, perOptions, sbomCommand } from '@veinmind/sdk'
import type { Entity, OptionSpec, OptionSpecs, Plugin, ReportEvent, ScanContext } from '@veinmind/sdk'
import { denying } from './denied.ts'
import { DENIED_LICENSE } from './rules.ts'

interface Options extends OptionSpecs {
  readonly 'deny-licenses': OptionSpec<readonly string[]>
}

const OPTIONS: Options = {
  'deny-licenses': option.list('licences that are a finding: ids of SPDX, * for any text', { placeholder: 'id' }),
}

const deniedOf = perOptions((options: { readonly 'deny-licenses': readonly string[] }) =>
  denying(options['deny-licenses']),
)

/** The packages of images, containers and bills of materials: facts, and findings for licences that are not wanted. */
const plugin: Plugin<Options> = definePlugin({
  name: 'asset',
  title: { en: 'Packages', zh: '软件包清单' },
  description: {
    en: 'the packages of images and containers: facts; licences that are not wanted are findings',
    zh: '镜像与容器中的软件包清单；不允许的许可证为风险项',
  },
  module: import.meta.url,
  options: OPTIONS,
  facts: [packages],
  commands: [imageCommand<Options>(report), containerCommand<Options>(report), sbomCommand<Options>(report)],
})

async function report(_entity: Entity, context: ScanContext<Options>): Promise<void> {
  const all = await context.fact(packages)
  const isDenied = deniedOf(context.options)
  for (const one of all) {
    context.inventory(one)
    const denied = one.licenses.filter(isDenied)
    if (denied.length > 0) context.report(licenseEvent(one, denied))
  }
}

function licenseEvent({ name, version, purl, type, places }: Package, denied: readonly string[]): ReportEvent {
  return {
    type: 'License',
    class: 'risk',
    rule: DENIED_LICENSE,
    evidence: `${name} ${version}: ${denied.join(', ')}`,
    identity: purl,
    locations: places,
    detail: { purl, type, name, version, licenses: [...denied] },
    subject: { kind: 'package', key: purl },
  }
}

export default plugin
