import './setup.ts'

export { pluginContract } from './contract.ts'
export type { PluginSamples } from './contract.ts'
export { hostileImage } from './hostile-image.ts'
export { reportMatchers } from './matchers.ts'
export type { ExpectedFinding } from './matchers.ts'
export { scanWith } from './scan-with.ts'
export type { ScanWithOptions } from './scan-with.ts'
