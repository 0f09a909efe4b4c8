import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorkspace } from '../../checks/workspace.ts'
import { ROOT } from '../src/pnpm.ts'
import { startSetting } from './setting.ts'
import type { Setting } from './setting.ts'
import { othersPlugins } from './suites/others-plugins.ts'
import { ownTool } from './suites/own-tool.ts'
import { pluginsAlone } from './suites/plugins-alone.ts'
import { readmes } from './suites/readmes.ts'
import { runner } from './suites/runner.ts'

let setting: Setting
const running = new AsyncDisposableStack()
beforeAll(async () => {
  setting = running.use(await startSetting())
}, 600_000)
afterAll(() => running.disposeAsync())

test('every package is published, on a version line of its own', () => {
  const names = openWorkspace(ROOT)
    .packages.filter((of) => of.published)
    .map(({ manifest }) => manifest.name ?? '')
  expect(names.filter((name) => !new RegExp(`${name}@0\\.[1-9]`).test(setting.published))).toEqual([])
})

describe('the runner', () => {
  runner(() => setting)
})
describe('a plugin by itself', () => {
  pluginsAlone(() => setting)
})
describe('a plugin in a tool of one’s own', () => {
  ownTool(() => setting)
})
describe('a plugin of somebody else', () => {
  othersPlugins(() => setting)
})
describe('the examples of the README of', () => {
  readmes(() => setting)
})
