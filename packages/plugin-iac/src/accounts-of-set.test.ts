import { scanWith } from '@veinmind/plugin-testing'
import type { IacFile } from '@veinmind/sdk'
import { expect, test } from 'vitest'
import iac from './index.ts'

const POD = (namespace: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ${namespace}}\nspec:\n  containers: [{name: c, image: a:1}]\n`
const ACCOUNT =
  'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\nautomountServiceAccountToken: false\n'

/** Files of one folder, as a target gives them. */
function filesOf(root: string, contents: Readonly<Record<string, string>>): readonly IacFile[] {
  const make = (path: string): IacFile => ({
    kind: 'iac',
    id: `${root}/${path}`,
    name: `${root}/${path}`,
    path,
    bytes: Buffer.from(contents[path] ?? ''),
    // oxlint-disable-next-line require-await -- what an entity has
    async *below(folder) {
      for (const one of Object.keys(contents)) if (folder === '' || one.startsWith(`${folder}/`)) yield make(one)
    },
  })
  return Object.keys(contents).map(make)
}

/** The files whose Pods have a token that they did not ask for. */
async function told(files: readonly IacFile[]): Promise<readonly (string | undefined)[]> {
  const reports = await Promise.all(files.map((file) => scanWith(iac, file)))
  return reports
    .flatMap(({ findings }) => findings)
    .filter(({ rule }) => rule.id === 'KN-037')
    .map(({ locations }) => locations[0]?.path)
}

test('KN-037 heeds a service account of another file of the same folder or below it, in the same namespace', async () => {
  const files = filesOf('one', {
    'shop/pod.yaml': POD('shop'),
    'shop/accounts/account.yaml': ACCOUNT,
    'shop/other.yaml': POD('other'),
    'elsewhere/pod.yaml': POD('shop'),
  })
  expect(await told(files)).toEqual(['shop/other.yaml', 'elsewhere/pod.yaml'])
})

test('an account of another set of files is another’s', async () => {
  const one = filesOf('one', { 'pod.yaml': POD('shop'), 'account.yaml': ACCOUNT })
  const two = filesOf('two', { 'pod.yaml': POD('shop') })
  expect(await told(one)).toEqual([])
  expect(await told([...one, ...two])).toEqual(['pod.yaml'])
})
