import type { JsonObject, Machine } from '@veinmind/sdk'

/** What is known of a machine. */
export function hostFacts(machine: Machine): JsonObject {
  const { hostname, platform, architecture, kernel, osRelease = {}, cgroup, kernelPackage } = machine
  const { sysctls, securityModules, runtimes, daemons } = machine
  return {
    hostname,
    platform: { os: platform, architecture },
    kernel,
    os: osRelease['PRETTY_NAME'] ?? osRelease['ID'] ?? '',
    os_release: { ...osRelease },
    ...(cgroup === undefined ? {} : { cgroup }),
    ...(kernelPackage === undefined ? {} : { kernel_package: { ...kernelPackage } }),
    ...(sysctls === undefined ? {} : { sysctls: { ...sysctls } }),
    ...(securityModules === undefined ? {} : { security_modules: securityModules }),
    ...(runtimes === undefined
      ? {}
      : {
          runtimes: runtimes.map(({ package: from, ...runtime }) => ({
            ...runtime,
            ...(from ? { package: { ...from } } : {}),
          })),
        }),
    ...(daemons === undefined
      ? {}
      : {
          daemons: daemons.map(({ name, isRunning, settings }) => ({
            name,
            running: isRunning,
            settings: settings.map((setting) => ({ ...setting })),
          })),
        }),
  }
}
