import { defineRules } from './define.ts'
import type { ContentRule } from './rule.ts'

const OPENAI = 'https://platform.openai.com/docs/api-reference/authentication'

/** Keys of AI services. */
export const AI_RULES: readonly ContentRule[] = defineRules('ai', [
  {
    id: 270, name: 'openai-project-key', title: ['OpenAI', 'API key'], severity: 'high',
    token: ['sk-proj-', 'sk-svcacct-', 'sk-None-'], body: String.raw`[\w-]{20,120}T3BlbkFJ[\w-]{20,120}`,
    source: OPENAI, sample: 'OPENAI_API_KEY=sk-proj-{url:74}T3BlbkFJ{url:74}', miss: 'OPENAI_API_KEY=sk-proj-{url:40}',
  },
  {
    id: 271, name: 'openai-admin-key', title: ['OpenAI', 'admin key'], severity: 'critical', token: 'sk-admin-',
    body: String.raw`[\w-]{20,120}T3BlbkFJ[\w-]{20,120}`,
    source: 'https://platform.openai.com/docs/api-reference/admin-api-keys',
    sample: 'sk-admin-{url:58}T3BlbkFJ{url:58}', miss: 'sk-admin-{url:40}',
  },
  {
    id: 272, name: 'openai-user-key', title: ['OpenAI', 'user key'], severity: 'high', keywords: ['T3BlbkFJ'],
    before: 25, after: 30, entropy: 3, binary: true, source: OPENAI,
    pattern: '(?<![A-Za-z0-9-])(?<secret>sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})(?![A-Za-z0-9])',
    sample: 'sk-{alnum:20}T3BlbkFJ{alnum:20}', miss: 'sk-{alnum:20}T3BlbkFJ',
  },
  {
    id: 273, name: 'anthropic-api-key', title: ['Anthropic', 'API key'], severity: 'high', token: 'sk-ant-api03-',
    body: String.raw`[\w-]{80,110}`, source: 'https://docs.anthropic.com/en/api/overview#authentication',
    sample: 'sk-ant-api03-{url:93}AA', miss: 'sk-ant-api03-{url:20}',
  },
  {
    id: 274, name: 'anthropic-admin-key', title: ['Anthropic', 'admin key'], severity: 'critical',
    token: 'sk-ant-admin01-', body: String.raw`[\w-]{80,110}`,
    source: 'https://docs.anthropic.com/en/api/administration-api', sample: 'sk-ant-admin01-{url:93}AA',
    miss: 'sk-ant-admin01-{url:20}',
  },
  {
    id: 275, name: 'anthropic-oauth-token', title: ['Anthropic', 'OAuth access token'], severity: 'high',
    token: ['sk-ant-oat01-', 'sk-ant-ort01-'], body: String.raw`[\w-]{80,110}`,
    source: 'https://docs.anthropic.com/en/docs/claude-code/iam', sample: 'sk-ant-oat01-{url:93}AA',
    miss: 'sk-ant-oat01-{url:20}',
  },
  {
    id: 276, name: 'huggingface-token', title: ['Hugging Face', 'access token'], severity: 'high', token: 'hf_',
    delimited: true, body: '[A-Za-z]{34}', entropy: 3.5, source: 'https://huggingface.co/docs/hub/security-tokens',
    sample: 'HF_TOKEN=hf_{alpha:34}', miss: 'HF_TOKEN=hf_{alpha:12}',
  },
  {
    id: 277, name: 'huggingface-organization-token', title: ['Hugging Face', 'organization token'], severity: 'high',
    token: 'api_org_', body: '[A-Za-z]{34}', entropy: 3.5, source: 'https://huggingface.co/docs/hub/security-tokens',
    sample: 'api_org_{alpha:34}', miss: 'api_org_{alpha:12}',
  },
  {
    id: 278, name: 'replicate-api-token', title: ['Replicate', 'API token'], severity: 'high', token: 'r8_',
    delimited: true, body: '[A-Za-z0-9]{37}', entropy: 3.5,
    source: 'https://replicate.com/docs/topics/security/api-tokens', sample: 'REPLICATE_API_TOKEN=r8_{alnum:37}',
    miss: 'REPLICATE_API_TOKEN=r8_{alnum:12}',
  },
  {
    id: 279, name: 'groq-api-key', title: ['Groq', 'API key'], severity: 'high', token: 'gsk_', body: '[A-Za-z0-9]{52}',
    source: 'https://console.groq.com/docs/quickstart', sample: 'gsk_{alnum:52}', miss: 'gsk_{alnum:20}',
  },
  {
    id: 280, name: 'perplexity-api-key', title: ['Perplexity', 'API key'], severity: 'high', token: 'pplx-',
    body: '[A-Za-z0-9]{48}', source: 'https://docs.perplexity.ai/getting-started/quickstart', sample: 'pplx-{alnum:48}',
    miss: 'pplx-{alnum:20}',
  },
  {
    id: 281, name: 'xai-api-key', title: ['xAI', 'API key'], severity: 'high', token: 'xai-',
    body: '[A-Za-z0-9]{70,90}', source: 'https://docs.x.ai/docs/tutorial', sample: 'xai-{alnum:80}',
    miss: 'xai-{alnum:20}',
  },
  {
    id: 282, name: 'openrouter-api-key', title: ['OpenRouter', 'API key'], severity: 'high', token: 'sk-or-v1-',
    body: '[a-f0-9]{64}', source: 'https://openrouter.ai/docs/api-reference/authentication',
    sample: 'sk-or-v1-{hex:64}', miss: 'sk-or-v1-{hex:20}',
  },
  {
    id: 283, name: 'nvidia-api-key', title: ['NVIDIA', 'API key'], severity: 'high', token: 'nvapi-',
    body: String.raw`[\w-]{60,70}`, source: 'https://docs.nvidia.com/ngc/latest/ngc-catalog-user-guide.html',
    sample: 'nvapi-{url:64}', miss: 'nvapi-{url:20}',
  },
  {
    id: 284, name: 'fireworks-api-key', title: ['Fireworks AI', 'API key'], severity: 'high', token: 'fw_',
    delimited: true, body: '[A-Za-z0-9]{22,24}', entropy: 3.3, confidence: 'medium',
    source: 'https://docs.fireworks.ai/getting-started/quickstart', sample: 'FIREWORKS_API_KEY=fw_{alnum:24}',
    miss: 'FIREWORKS_API_KEY=fw_{alnum:9}',
  },
  {
    id: 285, name: 'deepseek-api-key', title: ['DeepSeek', 'API key', '深度求索'], severity: 'high', assigned: 'deepseek',
    value: 'sk-[a-f0-9]{32}', confidence: 'high', source: 'https://api-docs.deepseek.com/',
    sample: 'DEEPSEEK_API_KEY=sk-{hex:32}', miss: 'DEEPSEEK_API_KEY=sk-{hex:12}',
  },
  {
    id: 286, name: 'dashscope-api-key', title: ['DashScope', 'API key', '阿里云百炼'], severity: 'high',
    assigned: ['dashscope', 'qwen', 'bailian'], value: 'sk-[a-f0-9]{32}', confidence: 'high',
    source: 'https://help.aliyun.com/zh/model-studio/get-api-key', sample: 'DASHSCOPE_API_KEY=sk-{hex:32}',
    miss: 'DASHSCOPE_API_KEY=sk-{hex:12}',
  },
  {
    id: 287, name: 'moonshot-api-key', title: ['Moonshot AI', 'API key', '月之暗面'], severity: 'high',
    assigned: ['moonshot', 'kimi'], value: 'sk-[A-Za-z0-9]{48}', confidence: 'high',
    source: 'https://platform.moonshot.cn/docs/api/chat', sample: 'MOONSHOT_API_KEY=sk-{alnum:48}',
    miss: 'MOONSHOT_API_KEY=sk-{alnum:12}',
  },
  {
    id: 288, name: 'zhipu-api-key', title: ['Zhipu AI', 'API key', '智谱'], severity: 'high',
    assigned: ['zhipu', 'bigmodel', 'zai_api', 'glm_api'], value: String.raw`[a-f0-9]{32}\.[A-Za-z0-9]{16}`,
    confidence: 'high', source: 'https://docs.bigmodel.cn/cn/api/introduction',
    sample: 'ZHIPUAI_API_KEY={hex:32}.{alnum:16}', miss: 'ZHIPUAI_API_KEY={hex:32}',
  },
  {
    id: 289, name: 'langsmith-api-key', title: ['LangSmith', 'API key'], severity: 'high',
    token: ['lsv2_pt_', 'lsv2_sk_'], body: '[a-f0-9]{32}_[a-f0-9]{10}',
    source: 'https://docs.langchain.com/langsmith/create-account-api-key', sample: 'lsv2_pt_{hex:32}_{hex:10}',
    miss: 'lsv2_pt_{hex:12}',
  },
  {
    id: 290, name: 'pinecone-api-key', title: ['Pinecone', 'API key'], severity: 'high', token: 'pcsk_',
    body: '[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,65}', source: 'https://docs.pinecone.io/guides/projects/manage-api-keys',
    sample: 'pcsk_{alnum:5}_{alnum:63}', miss: 'pcsk_{alnum:12}',
  },
  {
    id: 291, name: 'mistral-api-key', title: ['Mistral AI', 'API key'], severity: 'high', assigned: 'mistral',
    value: '[A-Za-z0-9]{32}', entropy: 3.7, weak: true, confidence: 'medium',
    source: 'https://docs.mistral.ai/getting-started/quickstart', sample: 'MISTRAL_API_KEY={alnum:32}',
    miss: 'MISTRAL_API_KEY={alnum:12}',
  },
  {
    id: 292, name: 'cohere-api-key', title: ['Cohere', 'API key'], severity: 'high', assigned: ['cohere', 'co_api_key'],
    value: '[A-Za-z0-9]{40}', entropy: 3.8, weak: true, confidence: 'medium',
    source: 'https://docs.cohere.com/reference/about', sample: 'CO_API_KEY={alnum:40}', miss: 'CO_API_KEY={alnum:12}',
  },
  {
    id: 448, name: 'tavily-api-key', title: ['Tavily', 'API key'], severity: 'medium', token: 'tvly-', body: '(?:dev-|prod-)?[A-Za-z0-9-]{24,64}', entropy: 3.3, source: 'https://docs.tavily.com/documentation/quickstart',
    sample: ['tvly-{alnum:32}', 'TAVILY_API_KEY=tvly-dev-{alnum:32}'], miss: 'tvly-{alnum:8}',
  },
  {
    id: 449, name: 'firecrawl-api-key', title: ['Firecrawl', 'API key'], severity: 'medium', token: 'fc-', body: '[a-f0-9]{32}', entropy: 3, binary: false, source: 'https://docs.firecrawl.dev/introduction',
    sample: 'FIRECRAWL_API_KEY=fc-{hex:32}', miss: 'fc-{hex:8}',
  },
  {
    id: 450, name: 'jina-api-key', title: ['Jina AI', 'API key'], severity: 'medium', token: 'jina_', body: String.raw`[a-f0-9]{32}[\w-]{20,40}`, entropy: 3.3, source: 'https://jina.ai/embeddings/',
    sample: 'jina_{hex:32}{url:28}', miss: 'jina_{hex:20}',
  },
])
