import { buildImage, layer } from '@veinmind/testing'
import { expect, test } from 'vitest'
import { baseImage } from './base-image.ts'

const step = (created_by: string, empty_layer = false) => ({ created_by, ...(empty_layer ? { empty_layer } : {}) })
const imageOf = (history: ReturnType<typeof step>[], labels: Record<string, string> = {}) => {
  const layers = history.filter((one) => !('empty_layer' in one)).map((_, index) => layer({ [`f${index}`]: 'x' }))
  return buildImage(...(layers as [ReturnType<typeof layer>]), { history, config: { Labels: labels } })
}
const baseOf = (image: Parameters<typeof baseImage.make>[0]) => baseImage.make(image, {} as never)

test('the base ends with the last start of those that layers follow', () => {
  const history = [
    step('/bin/sh -c #(nop) ADD file:1 in / '),
    step('/bin/sh -c #(nop)  CMD ["bash"]', true),
    step('RUN apt-get install -y node'),
    step('CMD ["node"]', true),
    step('COPY . /app'),
    step('RUN npm ci'),
    step('CMD ["npm", "start"]', true),
  ]
  expect(baseOf(imageOf(history))).toEqual({ name: '', layers: 2, by: 'history' })
  expect(baseOf(imageOf(history, { 'org.opencontainers.image.base.name': 'docker.io/library/node:22' }))).toMatchObject(
    {
      name: 'docker.io/library/node:22',
      layers: 2,
    },
  )
  const labelled = imageOf(history, {
    'org.opencontainers.image.base.name': 'inherited',
    'org.opencontainers.image.base.digest': 'sha256:1',
  })
  const annotations = { 'org.opencontainers.image.base.name': 'docker.io/library/node:22' }
  expect(baseOf({ ...labelled, annotations })).toMatchObject({ name: 'docker.io/library/node:22', digest: 'sha256:1' })
  expect(baseOf(imageOf(history.slice(0, 4)))).toMatchObject({ layers: 1 })
})

test('an image of one build, and one without a history, has none', () => {
  expect(baseOf(imageOf([step('ADD rootfs.tar /'), step('CMD ["sh"]', true)]))).toBeNull()
  expect(baseOf(imageOf([step('COPY a /'), step('COPY b /')]))).toBeNull()
})
