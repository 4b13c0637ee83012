/**
 * Regions of OSS with their names, mainland China first.
 *
 * Source: "Regions and endpoints" of the OSS documentation.
 */
export const regions = [
  { id: 'cn-hangzhou', en: 'China (Hangzhou)', 'zh-CN': '华东1（杭州）' },
  { id: 'cn-shanghai', en: 'China (Shanghai)', 'zh-CN': '华东2（上海）' },
  { id: 'cn-nanjing', en: 'China (Nanjing)', 'zh-CN': '华东5（南京）' },
  { id: 'cn-fuzhou', en: 'China (Fuzhou)', 'zh-CN': '华东6（福州）' },
  { id: 'cn-wuhan-lr', en: 'China (Wuhan)', 'zh-CN': '华中1（武汉）' },
  { id: 'cn-qingdao', en: 'China (Qingdao)', 'zh-CN': '华北1（青岛）' },
  { id: 'cn-beijing', en: 'China (Beijing)', 'zh-CN': '华北2（北京）' },
  { id: 'cn-zhangjiakou', en: 'China (Zhangjiakou)', 'zh-CN': '华北3（张家口）' },
  { id: 'cn-huhehaote', en: 'China (Hohhot)', 'zh-CN': '华北5（呼和浩特）' },
  { id: 'cn-wulanchabu', en: 'China (Ulanqab)', 'zh-CN': '华北6（乌兰察布）' },
  { id: 'cn-shenzhen', en: 'China (Shenzhen)', 'zh-CN': '华南1（深圳）' },
  { id: 'cn-heyuan', en: 'China (Heyuan)', 'zh-CN': '华南2（河源）' },
  { id: 'cn-guangzhou', en: 'China (Guangzhou)', 'zh-CN': '华南3（广州）' },
  { id: 'cn-chengdu', en: 'China (Chengdu)', 'zh-CN': '西南1（成都）' },
  { id: 'cn-hongkong', en: 'China (Hong Kong)', 'zh-CN': '中国香港' },
  { id: 'ap-northeast-1', en: 'Japan (Tokyo)', 'zh-CN': '日本（东京）' },
  { id: 'ap-northeast-2', en: 'South Korea (Seoul)', 'zh-CN': '韩国（首尔）' },
  { id: 'ap-southeast-1', en: 'Singapore', 'zh-CN': '新加坡' },
  { id: 'ap-southeast-3', en: 'Malaysia (Kuala Lumpur)', 'zh-CN': '马来西亚（吉隆坡）' },
  { id: 'ap-southeast-5', en: 'Indonesia (Jakarta)', 'zh-CN': '印度尼西亚（雅加达）' },
  { id: 'ap-southeast-6', en: 'Philippines (Manila)', 'zh-CN': '菲律宾（马尼拉）' },
  { id: 'ap-southeast-7', en: 'Thailand (Bangkok)', 'zh-CN': '泰国（曼谷）' },
  { id: 'eu-central-1', en: 'Germany (Frankfurt)', 'zh-CN': '德国（法兰克福）' },
  { id: 'eu-west-1', en: 'UK (London)', 'zh-CN': '英国（伦敦）' },
  { id: 'us-west-1', en: 'US (Silicon Valley)', 'zh-CN': '美国（硅谷）' },
  { id: 'us-east-1', en: 'US (Virginia)', 'zh-CN': '美国（弗吉尼亚）' },
  { id: 'na-south-1', en: 'Mexico', 'zh-CN': '墨西哥' },
  { id: 'me-east-1', en: 'UAE (Dubai)', 'zh-CN': '阿联酋（迪拜）' },
  { id: 'me-central-1', en: 'Saudi Arabia (Riyadh)', 'zh-CN': '沙特（利雅得）' },
] as const;

/** The networks that reach OSS. `accelerate` is one address for every region. */
export const networks = ['public', 'internal', 'accelerate', 'custom'] as const;
export type Network = (typeof networks)[number];

/** The endpoint of a region; undefined when the user types it. */
export function endpointOf(region: string, network: Network): string | undefined {
  switch (network) {
    case 'public':
      return `https://oss-${region}.aliyuncs.com`;
    case 'internal':
      return `https://oss-${region}-internal.aliyuncs.com`;
    case 'accelerate':
      return 'https://oss-accelerate.aliyuncs.com';
    case 'custom':
      return undefined;
  }
}

/** The network of a known endpoint of `region`. */
export function networkOf(endpoint: string, region: string): Network {
  return networks.find((network) => endpointOf(region, network) === endpoint) ?? 'custom';
}
