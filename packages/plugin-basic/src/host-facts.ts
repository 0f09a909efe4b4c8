import type { JsonObject, Machine } from '@veinmind/sdk'

/** What is known of a machine. */
export function hostFacts({ hostname, platform, architecture, kernel, osRelease = {}, cgroup }: Machine): JsonObject {
  return {
    hostname,
    platform: { os: platform, architecture },
    kernel,
    os: osRelease['PRETTY_NAME'] ?? osRelease['ID'] ?? '',
    os_release: { ...osRelease },
    ...(cgroup === undefined ? {} : { cgroup }),
  }
}
