import { asList, asMembers, asText, asTexts, at } from '../../values.ts'
import type { KubernetesRule } from './define.ts'

const SERVICES = 'https://kubernetes.io/docs/concepts/services-networking/service/'

/** What is reached from outside. */
export const EXPOSURE_RULES: readonly KubernetesRule[] = [
  {
    id: 'KN-080',
    title: { en: 'An Ingress without TLS', zh: 'Ingress 未启用 TLS' },
    severity: 'medium',
    why: { en: 'Passwords and sessions cross the network in the open.', zh: '口令与会话以明文传输。' },
    remedy: { en: 'Name a certificate for its hosts.', zh: '为主机名配置证书。' },
    fix: 'spec:\n  tls:\n    - hosts: [shop.example.com]\n      secretName: shop-tls',
    references: ['https://kubernetes.io/docs/concepts/services-networking/ingress/#tls'],
    attack: ['T1040'],
    *check({ kind, object }) {
      if (kind !== 'Ingress') return
      const covered = asList(at(object, 'spec', 'tls')).flatMap((one) => asTexts(asMembers(one)['hosts']))
      const all = asList(at(object, 'spec', 'tls'))
      if (all.length === 0) yield { path: ['spec'] }
      else if (covered.length > 0) {
        for (const [index, rule] of asList(at(object, 'spec', 'rules')).entries()) {
          const host = asText(asMembers(rule)['host'])
          const isCovered =
            host === undefined ||
            covered.some(
              (name) => name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1)),
            )
          if (!isCovered) yield { path: ['spec', 'rules', index, 'host'] }
        }
      }
    },
  },
  {
    id: 'KN-087',
    title: { en: 'An Ingress writes configuration of nginx', zh: 'Ingress 注入 nginx 配置片段' },
    severity: 'high',
    why: {
      en: 'By a snippet whoever may write an Ingress runs code in the controller, and reads every Secret of the cluster (CVE-2021-25742).',
      zh: '可编写 Ingress 者能借配置片段在控制器中执行代码并读取集群所有 Secret（CVE-2021-25742）。',
    },
    remedy: {
      en: 'Use the annotations made for it, and leave allow-snippet-annotations off.',
      zh: '改用专用注解，并关闭 allow-snippet-annotations。',
    },
    fix: 'metadata:\n  annotations:\n    nginx.ingress.kubernetes.io/enable-cors: "true"',
    references: [
      'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#server-snippet',
      'https://nvd.nist.gov/vuln/detail/CVE-2021-25742',
    ],
    attack: ['T1552.007', 'T1059'],
    *check({ kind, object }) {
      if (kind === 'Ingress') {
        for (const [name, value] of Object.entries(asMembers(at(object, 'metadata', 'annotations')))) {
          if (
            /^nginx\..*\/(?:configuration|server|location|auth|modsecurity|stream)-snippet$/.test(name) &&
            value !== ''
          )
            yield { path: ['metadata', 'annotations', name] }
        }
      }
      if (kind === 'ConfigMap' && at(object, 'data', 'allow-snippet-annotations') === 'true')
        yield { path: ['data', 'allow-snippet-annotations'] }
    },
  },
  {
    id: 'KN-086',
    title: { en: 'Security context constraints let Pods out', zh: 'SCC 允许 Pod 突破隔离' },
    severity: 'high',
    why: {
      en: 'Whoever may use them starts Pods that are root on their node.',
      zh: '可使用该 SCC 者能启动等同节点 root 的 Pod。',
    },
    remedy: {
      en: 'Allow the one thing that is needed; use restricted-v2 for all else.',
      zh: '仅放行必要项，其余使用 restricted-v2。',
    },
    fix: 'allowPrivilegedContainer: false\nallowHostDirVolumePlugin: false\nallowHostNetwork: false\nallowHostPID: false\nallowHostIPC: false',
    references: [
      'https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/authentication_and_authorization/managing-pod-security-policies',
    ],
    attack: ['T1611'],
    *check({ kind, object, isFile }) {
      // Those that OpenShift has from the start are its own.
      if (
        kind !== 'SecurityContextConstraints' ||
        (!isFile && at(object, 'metadata', 'annotations', 'release.openshift.io/create-only') !== undefined)
      )
        return
      for (const name of [
        'allowPrivilegedContainer',
        'allowHostDirVolumePlugin',
        'allowHostNetwork',
        'allowHostPID',
        'allowHostIPC',
      ])
        if (object[name] === true) yield { path: [name] }
      for (const [index, name] of asList(object['allowedCapabilities']).entries())
        if (name === '*' || name === 'SYS_ADMIN' || name === 'ALL') yield { path: ['allowedCapabilities', index] }
    },
  },
  {
    id: 'KN-081',
    title: { en: 'A service is open on every node', zh: '服务以 NodePort 暴露' },
    severity: 'low',
    why: {
      en: 'A NodePort is open on the address of every node, past the Ingress and what guards it.',
      zh: 'NodePort 在所有节点地址开放，绕过 Ingress 防护。',
    },
    remedy: {
      en: 'Use ClusterIP behind an Ingress or a Gateway.',
      zh: '使用 ClusterIP 并置于 Ingress 或 Gateway 之后。',
    },
    fix: 'spec:\n  type: ClusterIP',
    references: [`${SERVICES}#type-nodeport`],
    attack: ['T1133'],
    *check({ kind, object }) {
      if (kind === 'Service' && at(object, 'spec', 'type') === 'NodePort') yield { path: ['spec', 'type'] }
    },
  },
  {
    id: 'KN-082',
    title: { en: 'A load balancer is open for everybody', zh: '负载均衡对所有来源开放' },
    severity: 'medium',
    why: { en: 'Without ranges of sources the whole internet may come.', zh: '未限制来源地址时对整个互联网开放。' },
    remedy: { en: 'Name the ranges that may come, or make it internal.', zh: '限制来源网段，或使用内网负载均衡。' },
    fix: 'spec:\n  type: LoadBalancer\n  loadBalancerSourceRanges: [203.0.113.0/24]',
    references: [`${SERVICES}#loadbalancer`],
    attack: ['T1133'],
    *check({ kind, object }) {
      if (kind !== 'Service' || at(object, 'spec', 'type') !== 'LoadBalancer') return
      const ranges = asTexts(at(object, 'spec', 'loadBalancerSourceRanges'))
      const notes = Object.entries(asMembers(at(object, 'metadata', 'annotations')))
      const isInternal = notes.some(
        ([name, value]) =>
          /internal|load-balancer-scheme|load-balancer-type|source-ranges/.test(name) &&
          value !== 'false' &&
          value !== 'internet-facing' &&
          value !== 'External',
      )
      if (ranges.some((range) => /^(?:0\.0\.0\.0|::)\/0$/.test(range)))
        yield { path: ['spec', 'loadBalancerSourceRanges'] }
      else if (ranges.length === 0 && !isInternal) yield { path: ['spec', 'type'] }
    },
  },
  {
    id: 'KN-083',
    title: {
      en: 'A service takes addresses from outside (CVE-2020-8554)',
      zh: '服务使用 externalIPs（CVE-2020-8554）',
    },
    severity: 'medium',
    why: {
      en: 'Traffic of the cluster to that address, whoever owns it, goes to this service.',
      zh: '集群发往该地址的流量会被劫持到此服务。',
    },
    remedy: {
      en: 'Use a LoadBalancer; forbid externalIPs by admission.',
      zh: '使用 LoadBalancer，并通过准入控制禁止 externalIPs。',
    },
    fix: 'spec:\n  type: LoadBalancer',
    references: ['https://nvd.nist.gov/vuln/detail/CVE-2020-8554', `${SERVICES}#external-ips`],
    attack: ['T1557'],
    *check({ kind, object }) {
      if (kind === 'Service' && asList(at(object, 'spec', 'externalIPs')).length > 0)
        yield { path: ['spec', 'externalIPs'] }
    },
  },
  {
    id: 'KN-084',
    title: { en: 'An admission webhook lets objects pass when it is down', zh: '准入 Webhook 失败时放行' },
    severity: 'low',
    why: { en: 'What it forbids is allowed while it does not answer.', zh: 'Webhook 不可用时其限制失效。' },
    remedy: { en: 'Let it fail closed, for the objects that it must see.', zh: '对必须校验的对象设置为 Fail。' },
    fix: 'failurePolicy: Fail',
    references: [
      'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy',
    ],
    *check({ kind, object }) {
      if (kind !== 'ValidatingWebhookConfiguration') return
      for (const [index, webhook] of asList(object['webhooks']).entries()) {
        if (asMembers(webhook)['failurePolicy'] === 'Ignore') yield { path: ['webhooks', index, 'failurePolicy'] }
      }
    },
  },
  {
    id: 'KN-085',
    title: { en: 'A network policy lets everybody in', zh: '网络策略允许所有入站' },
    severity: 'low',
    confidence: 'medium',
    why: {
      en: 'An empty ingress rule allows every source and port: it is as if there were no policy.',
      zh: '空的入站规则等同于未设置策略。',
    },
    remedy: { en: 'Name who may come.', zh: '明确允许的来源。' },
    fix: 'ingress:\n  - from:\n      - podSelector:\n          matchLabels: {app: web}',
    references: ['https://kubernetes.io/docs/concepts/services-networking/network-policies/'],
    *check({ kind, object }) {
      if (kind !== 'NetworkPolicy') return
      for (const [index, rule] of asList(at(object, 'spec', 'ingress')).entries()) {
        if (typeof rule === 'object' && Object.keys(asMembers(rule)).length === 0)
          yield { path: ['spec', 'ingress', index] }
      }
    },
  },
]
