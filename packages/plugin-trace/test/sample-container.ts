import type { Container, Process } from '@veinmind/sdk'
import { buildContainer, buildImage, layer } from '@veinmind/testing'
import type { FileSpec } from '@veinmind/testing'
import type { Sample, SampleFile } from '../src/rules/index.ts'

/** The container of a sample. */
export function sampleContainer({ image = {}, changes = {}, processes = [] }: Sample): Container {
  return buildContainer({
    state: processes.length === 0 ? 'exited' : 'running',
    image: buildImage(layer(specsOf({ 'etc/hostname': 'x', ...image }))),
    changes: layer(specsOf(changes)),
    processes: processes as unknown as readonly Process[],
  })
}

function specsOf(files: Readonly<Record<string, SampleFile>>): Readonly<Record<string, FileSpec>> {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path, specOf(file)]))
}

function specOf(file: SampleFile): FileSpec {
  if (typeof file === 'string') return file
  const { mode, device, ...rest } = file
  return {
    ...rest,
    ...(mode === undefined ? {} : { mode: Number.parseInt(mode, 8) }),
    ...(device === undefined ? {} : { device: { type: 'block', major: 8, minor: 0 } }),
  }
}
