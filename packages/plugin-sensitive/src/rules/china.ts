import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const ALIYUN = 'https://help.aliyun.com/zh/ram/user-guide/create-an-accesskey-pair'
const TENCENT = 'https://cloud.tencent.com/document/product/598/40488'

/** Keys of Chinese clouds and platforms. */
export const CHINA_RULES: readonly ContentRule[] = defineRules('cloud', [
  {
    id: 30, name: 'alibaba-access-key-id', title: ['Alibaba Cloud', 'access key ID', '阿里云'], severity: 'medium',
    token: 'LTAI', body: '[A-Za-z0-9]{12,20}', entropy: 3, source: ALIYUN,
    sample: ['access_key_id: LTAI5t{alnum:18}', 'LTAI{alnum:12}'], miss: 'LTAI{alnum:6}',
  },
  {
    id: 31, name: 'alibaba-secret-key', title: ['Alibaba Cloud', 'secret access key', '阿里云'], severity: 'critical',
    assigned: [
      'alibaba', 'aliyun', 'alicloud', 'accesskeysecret', 'access_key_secret', 'access-key-secret', 'oss_secret',
    ],
    value: '[A-Za-z0-9]{30}', entropy: 3.5, source: ALIYUN, beside: String.raw`ali(?:baba|yun|cloud)|LTAI|(?<![a-z])oss(?![a-z])|access.?key.?secret`,
    sample: [
      'alibaba_secret = "{lower:30}"', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET={alnum:30}', 'accessKeySecret: {alnum:30}',
    ],
    miss: 'alibaba_secret = "{lower:20}"',
  },
  {
    id: 117, name: 'tencent-secret-id', title: ['Tencent Cloud', 'access key ID', '腾讯云'], severity: 'high',
    token: 'AKID', body: '[A-Za-z0-9]{32}', entropy: 3.5, source: TENCENT, sample: 'SecretId: AKID{alnum:32}',
    miss: 'AKID{alnum:20}',
  },
  {
    id: 235, name: 'tencent-secret-key', title: ['Tencent Cloud', 'secret access key', '腾讯云'], severity: 'critical',
    assigned: ['tencentcloud_secret_key', 'tencent', 'qcloud', 'cos_secret', 'secretkey', 'secret_key'],
    value: '[A-Za-z0-9]{32}', entropy: 3.8, check: 'named-assignment', source: TENCENT,
    beside: 'tencent|qcloud|myqcloud|AKID',
    sample: ['TENCENTCLOUD_SECRET_KEY={alnum:32}', 'secretId: AKID{alnum:32}\nsecretKey: "{alnum:32}"'],
    miss: ['TENCENTCLOUD_SECRET_KEY={alnum:16}', 'SECRET_KEY={alnum:32}'],
  },
  {
    id: 119, name: 'jdcloud-access-key', title: ['JD Cloud', 'access key', '京东云'], severity: 'high', token: 'JDC_',
    body: '[A-Za-z0-9]{24,32}', source: 'https://docs.jdcloud.com/cn/account-management/accesskey-management',
    sample: 'JDC_{HEX:28}', miss: 'JDC_{HEX:9}',
  },
  {
    id: 236, name: 'huawei-cloud-secret-key', title: ['Huawei Cloud', 'secret access key', '华为云'], severity: 'critical',
    assigned: ['huawei', 'hwcloud', 'hw_secret', 'obs_secret', 'hw_access'], value: '[A-Za-z0-9]{40}', entropy: 4,
    weak: true, confidence: 'medium',
    source: 'https://support.huaweicloud.com/intl/en-us/usermanual-ca/ca_01_0003.html',
    sample: ['HUAWEICLOUD_SDK_SK_KEY={alnum:40}', 'HW_SECRET_KEY: {alnum:40}'], miss: 'HW_SECRET_KEY: {alnum:20}',
  },
  {
    id: 237, name: 'volcengine-access-key-id', title: ['Volcengine', 'access key ID', '火山引擎'], severity: 'high',
    token: ['AKLT', 'AKTP'], body: '[A-Za-z0-9]{24,60}', entropy: 3.5,
    source: 'https://www.volcengine.com/docs/6291/65568', sample: 'AKLT{alnum:43}', miss: 'AKLT{alnum:9}',
  },
  {
    id: 238, name: 'volcengine-secret-key', title: ['Volcengine', 'secret access key', '火山引擎'], severity: 'critical',
    assigned: ['volc_secretkey', 'volc_secret', 'volcengine', 'volc_sk'], value: '[A-Za-z0-9+/]{40,80}={1,2}',
    entropy: 3.8, source: 'https://www.volcengine.com/docs/6291/65568', sample: 'VOLC_SECRETKEY={b64:58}==',
    miss: 'VOLC_SECRETKEY={b64:20}',
  },
  {
    id: 239, name: 'baidu-cloud-secret-key', title: ['Baidu AI Cloud', 'secret access key', '百度智能云'],
    severity: 'critical', assigned: ['baidu', 'bce_secret', 'bce_access', 'qianfan'], value: '[a-f0-9]{32}', weak: true,
    confidence: 'medium', source: 'https://cloud.baidu.com/doc/Reference/s/9jwvz2egb',
    sample: 'BCE_SECRET_ACCESS_KEY={hex:32}', miss: 'BCE_SECRET_ACCESS_KEY={hex:12}',
  },
  {
    id: 240, name: 'qiniu-secret-key', title: ['Qiniu', 'secret access key', '七牛云'], severity: 'critical',
    assigned: 'qiniu', value: String.raw`[\w-]{40}`, entropy: 4, weak: true, confidence: 'medium',
    source: 'https://developer.qiniu.com/af/kb/1479/how-to-access-or-locate-the-access-key-and-secret-key',
    sample: 'QINIU_SECRET_KEY={url:40}', miss: 'QINIU_SECRET_KEY={url:12}',
  },
  {
    id: 241, name: 'ucloud-private-key', title: ['UCloud', 'secret access key'], severity: 'critical',
    assigned: 'ucloud', value: '[A-Za-z0-9+/-]{40,64}={0,2}', entropy: 4, weak: true, confidence: 'medium',
    source: 'https://docs.ucloud.cn/api/summary/signature', sample: 'UCLOUD_PRIVATE_KEY={alnum:44}',
    miss: 'UCLOUD_PRIVATE_KEY={alnum:12}',
  },
  {
    id: 242, name: 'wechat-app-secret', title: ['WeChat', 'client secret', '微信'], severity: 'high',
    assigned: ['wechat', 'weixin', 'wxapp', 'appsecret', 'app_secret'], value: '[a-f0-9]{32}', weak: true,
    confidence: 'medium', beside: String.raw`wechat|weixin|wx_?app|(?<![a-z0-9])wx[0-9a-f]{16}(?![0-9a-f])`,
    source: 'https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/Get_access_token.html',
    sample: ['WECHAT_APP_SECRET={hex:32}', '"appId": "wx{hex:16}", "appSecret": "{hex:32}"'], miss: ['WECHAT_APP_SECRET={hex:12}', '"appSecret": "{hex:32}"'],
  },
  {
    id: 243, name: 'dingtalk-webhook', title: ['DingTalk', 'webhook URL', '钉钉'], severity: 'medium',
    keywords: ['oapi.dingtalk.com'], entropy: 3, binary: true,
    pattern: String.raw`oapi\.dingtalk\.com\\?/robot\\?/send\?access_token=(?<secret>[a-f0-9]{64})(?![a-f0-9])`,
    source: 'https://open.dingtalk.com/document/orgapp/custom-robot-access',
    sample: 'https://oapi.dingtalk.com/robot/send?access_token={hex:64}',
    miss: 'https://oapi.dingtalk.com/robot/send?access_token={hex:9}',
  },
  {
    id: 244, name: 'feishu-webhook', title: ['Feishu / Lark', 'webhook URL', '飞书'], severity: 'medium',
    keywords: ['open.feishu.cn', 'open.larksuite.com'], entropy: 3, binary: true,
    pattern: String.raw`open\.(?:feishu\.cn|larksuite\.com)\\?/open-apis\\?/bot\\?/(?:v2\\?/)?hook\\?/(?<secret>[0-9a-f-]{36})(?![0-9a-f-])`,
    source: 'https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot',
    sample: 'https://open.feishu.cn/open-apis/bot/v2/hook/{uuid:1}',
    miss: 'https://open.feishu.cn/open-apis/bot/v2/hook/{hex:8}',
  },
  {
    id: 245, name: 'wecom-webhook', title: ['WeCom', 'webhook URL', '企业微信'], severity: 'medium',
    keywords: ['qyapi.weixin.qq.com'], entropy: 3, binary: true,
    pattern: String.raw`qyapi\.weixin\.qq\.com\\?/cgi-bin\\?/webhook\\?/send\?key=(?<secret>[0-9a-f-]{36})(?![0-9a-f-])`,
    source: 'https://developer.work.weixin.qq.com/document/path/91770',
    sample: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={uuid:1}',
    miss: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={hex:8}',
  },
])
