import { debianImage, startDockerd } from '@veinmind/services'
import type { Dockerd } from '@veinmind/services'

/** A docker that has the image of the benchmarks. */
export interface LocalDocker extends AsyncDisposable {
  readonly dockerd: Dockerd
  readonly reference: string
  /** `--docker-host` and its value. */
  readonly flags: readonly [flag: string, address: string]
}

/** Why there can be no docker here; undefined when there can. */
export function whyNoDocker(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'dockerd takes root'
}

/** Starts docker (20.10, overlay2) and loads the image. */
export async function startLocalDocker(): Promise<LocalDocker> {
  const { dockerArchive } = await debianImage()
  const dockerd = await startDockerd()
  const dispose = async (): Promise<void> => dockerd.stop()
  try {
    await dockerd.docker(['load', '--input', dockerArchive])
    return {
      dockerd,
      reference: 'veinmind/debian:12',
      flags: ['--docker-host', dockerd.address],
      [Symbol.asyncDispose]: dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}
