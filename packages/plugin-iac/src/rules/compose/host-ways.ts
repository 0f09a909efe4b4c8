import { cleanPath } from '@veinmind/sdk'
import { hostMountsOf } from '../../compose/service.ts'
import { asList, asMembers, asText, at } from '../../values.ts'
import { isCredentials, isRuntimeSocket, isSensitiveFolder } from '../host-folders.ts'
import { cisDocker, SERVICES } from './define.ts'
import type { ComposeFileRule, ComposeRule } from './define.ts'

const BUILD = 'https://docs.docker.com/reference/compose-file/build/'

/** Less known ways from a service to its host. */
export const HOST_WAY_RULES: readonly ComposeRule[] = [
  {
    id: 'CP-011',
    title: { en: 'A service is given the API of docker', zh: '服务可使用 Docker API' },
    severity: 'critical',
    why: {
      en: 'use_api_socket mounts the socket of docker, and the logins to registries with it: it is root on the host.',
      zh: 'use_api_socket 会挂载 Docker 套接字与仓库凭据，等同于主机 root。',
    },
    remedy: {
      en: 'Leave it out, or put a proxy before the socket that allows the calls that are needed.',
      zh: '去掉，或使用仅放行必要接口的代理。',
    },
    fix: 'services:\n  web:\n    use_api_socket: false',
    references: [`${SERVICES}#use_api_socket`, cisDocker('5.32')],
    attack: ['T1611'],
    *check({ value, path }) {
      if (value['use_api_socket'] === true) yield { path: [...path, 'use_api_socket'] }
    },
  },
  {
    id: 'CP-012',
    title: { en: 'Mounts of a service spread to its host', zh: '服务挂载传播至主机' },
    severity: 'high',
    why: {
      en: 'What the service mounts there, the host and its other containers see.',
      zh: '服务内的挂载会传播至主机与其他容器。',
    },
    remedy: { en: 'Leave the propagation out, or use rslave.', zh: '去掉该传播设置，或使用 rslave。' },
    fix: 'volumes:\n  - type: bind\n    source: ./data\n    target: /data\n    bind: {propagation: rslave}',
    references: [`${SERVICES}#volumes`, cisDocker('5.20')],
    attack: ['T1611'],
    *check({ value, path }) {
      for (const [index, volume] of asList(value['volumes']).entries()) {
        const where = [...path, 'volumes', index]
        const options = asText(volume)?.split(':').slice(2).join(':').split(',') ?? []
        if (options.some((option) => /^r?shared$/.test(option))) yield { path: where }
        if (/^r?shared$/.test(asText(at(volume, 'bind', 'propagation')) ?? ''))
          yield { path: [...where, 'bind', 'propagation'] }
      }
    },
  },
  {
    id: 'CP-013',
    title: { en: 'Credentials of a person are mounted', zh: '挂载个人凭据目录' },
    severity: 'high',
    why: {
      en: 'Whoever breaks into the service logs in elsewhere as the person who started it.',
      zh: '攻破服务者可冒用启动者的身份登录其他系统。',
    },
    remedy: { en: 'Hand in the one secret that is needed.', zh: '仅传入所需的密钥。' },
    fix: 'secrets:\n  deploy_key:\n    file: ./deploy_key',
    references: [`${SERVICES}#volumes`, 'https://docs.docker.com/compose/how-tos/use-secrets/'],
    attack: ['T1552.001', 'T1552.004'],
    *check(service) {
      for (const { source, path } of hostMountsOf(service)) if (isCredentials(source)) yield { path }
    },
  },
  {
    id: 'CP-014',
    title: { en: 'An image is built without confinement', zh: '镜像构建取消了隔离' },
    severity: 'high',
    why: {
      en: 'Steps of the build are root with all capabilities on the builder.',
      zh: '构建步骤等同于构建机上的特权 root。',
    },
    remedy: { en: 'Leave it out.', zh: '去掉该设置。' },
    fix: 'build:\n  context: .',
    references: [`${BUILD}#privileged`, `${BUILD}#entitlements`],
    attack: ['T1611'],
    *check({ value, path }) {
      const build = asMembers(value['build'])
      if (build['privileged'] === true) yield { path: [...path, 'build', 'privileged'] }
      for (const [index, one] of asList(build['entitlements']).entries())
        if (one === 'security.insecure' || one === 'device') yield { path: [...path, 'build', 'entitlements', index] }
    },
  },
  {
    id: 'CP-015',
    title: { en: 'An image is built in the network of the builder', zh: '镜像构建使用主机网络' },
    severity: 'medium',
    why: {
      en: 'Steps of the build reach services that listen on the builder’s loopback.',
      zh: '构建步骤可访问构建机回环地址上的服务。',
    },
    remedy: { en: 'Leave it out.', zh: '去掉该设置。' },
    fix: 'build:\n  context: .\n  network: none',
    references: [`${BUILD}#network`, `${BUILD}#entitlements`],
    *check({ value, path }) {
      const build = asMembers(value['build'])
      if (build['network'] === 'host') yield { path: [...path, 'build', 'network'] }
      for (const [index, one] of asList(build['entitlements']).entries())
        if (one === 'network.host') yield { path: [...path, 'build', 'entitlements', index] }
    },
  },
]

/** Ways to the host through what the services of a file share, such as named volumes. */
export const SHARED_WAY_RULES: readonly ComposeFileRule[] = [
  {
    id: 'CP-010',
    title: { en: 'A named volume is a system folder of the host', zh: '命名卷指向主机系统目录' },
    severity: 'high',
    why: {
      en: 'With the options of a bind mount, whoever has the volume has the folder: credentials, start scripts, devices of the host.',
      zh: '借助 bind 选项，命名卷即为主机目录，可能含凭据、启动脚本或设备。',
    },
    remedy: {
      en: 'Leave the options out, or name the one folder that is needed.',
      zh: '去掉这些选项，或仅指定必要目录。',
    },
    fix: 'volumes:\n  data: {}',
    references: ['https://docs.docker.com/reference/compose-file/volumes/#driver_opts', cisDocker('5.6')],
    attack: ['T1611'],
    *checkFile(document) {
      for (const [name, volume] of Object.entries(asMembers(at(document, 'volumes')))) {
        const options = asMembers(at(volume, 'driver_opts'))
        const device = asText(options['device']) ?? ''
        const isBind =
          (asText(options['o']) ?? '').split(',').some((option) => /^r?bind$/.test(option.trim())) ||
          options['type'] === 'bind'
        if (!isBind || device === '') continue
        const folder = cleanPath(device)
        const isBad =
          device.startsWith('/') &&
          (folder === '/' || isSensitiveFolder(folder) || isRuntimeSocket(folder) || /^\/proc(?:\/|$)/.test(folder))
        if (isBad || isCredentials(device)) yield { path: ['volumes', name, 'driver_opts', 'device'] }
      }
    },
  },
]
