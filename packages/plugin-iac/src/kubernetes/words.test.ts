import { expect, test } from 'vitest'
import { checkFile } from '../check-file.ts'

async function broken(text: string, path = 'pod.yaml'): Promise<readonly string[]> {
  const { findings } = await checkFile({ kind: 'iac', id: path, name: path, path, bytes: Buffer.from(text) })
  return findings.map(({ rule }) => rule.id)
}
const pod = (security: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostNetwork: ${security}\n  containers:\n    - name: a\n      image: a:1\n      securityContext: {privileged: ${security}}\n`

test.each(['yes', 'Yes', 'on', 'ON', 'y', 'true', 'TRUE', '!!bool "yes"'])(
  'privileged: %s is a privileged container',
  async (word) => {
    expect(await broken(pod(word))).toEqual(expect.arrayContaining(['KN-011', 'KN-021']))
  },
)
test.each(['no', 'off', 'n', 'false', '"yes"', "'true'", '!!str yes'])('privileged: %s is none', async (word) => {
  const found = await broken(pod(word))
  expect([found.includes('KN-011'), found.includes('KN-021')]).toEqual([false, false])
})
test.each(['yes', 'On', 'true'])('runAsNonRoot: %s keeps root out', async (word) => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  securityContext: {runAsNonRoot: ${word}}\n  containers: [{name: a, image: "a:1", securityContext: {allowPrivilegeEscalation: off, readOnlyRootFilesystem: yes}}]\n`
  const found = await broken(text)
  expect(['KN-031', 'KN-002', 'KN-035'].filter((id) => found.includes(id))).toEqual([])
})
test.each(['0', '00', '0x0', '0o0', '-0', '0_0'])('runAsUser: %s is root', async (word) => {
  expect(await broken(pod('no').replace('privileged', `runAsUser: ${word}, privileged`))).toContain('KN-032')
})
test('two objects of a JSON stream are two objects', async () => {
  const one = (name: string): string =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { hostPID: true, containers: [] } })
  expect((await broken(`${one('a')}\n${one('b')}\n`, 'pods.json')).filter((id) => id === 'KN-021')).toHaveLength(2)
  expect((await broken(`${one('a')}${one('b')}`, 'pods.json')).filter((id) => id === 'KN-021')).toHaveLength(2)
})
