import type { ErrorCode } from '../../../shared/errors.ts';
import type { ErrorWords } from '../en/errors.ts';

export const errors: Record<ErrorCode, ErrorWords> = {
  offline: {
    title: '离线',
    sentence: '无法连接访问域名。',
    next: '请检查网络，恢复后会自动继续。',
  },
  'connection-lost': {
    title: '连接中断',
    sentence: '连接反复中断。',
    next: '请在网络稳定后重试。',
  },
  'no-progress': {
    title: '没有进展',
    sentence: '多次长时间没有数据传输。',
    next: '请重试；网速较慢时可减少并发分片数。',
  },
  'unexpected-answer': {
    title: '不是 OSS',
    sentence: '应答的不是 OSS。',
    next: '请检查访问域名、代理，以及当前网络是否需要先登录。',
  },
  'certificate-rejected': {
    title: '证书不可信',
    sentence: '服务器的证书不可信。',
    next: '请检查访问域名。如果公司会检查流量，请向管理员索取证书。',
  },
  'certificate-expired': {
    title: '证书已过期',
    sentence: '服务器的证书已过期。',
    next: '请在 OSS 控制台更新该域名的证书后重试。',
  },
  'certificate-name-differs': {
    title: '证书域名不符',
    sentence: '服务器的证书属于另一个域名。',
    next: '请在 OSS 控制台为该域名上传证书，或选择其他域名。',
  },
  'proxy-authentication': {
    title: '代理密码',
    sentence: '代理服务器要求用户名和密码。',
    next: '请在网络设置中填写。',
  },
  'redirect-refused': {
    title: '被重定向',
    sentence: '服务器要求转到另一个地址，Ferry 没有跟随。',
    next: '请使用 Bucket 所在地域的访问域名。',
  },
  'server-busy': {
    title: 'OSS 繁忙',
    sentence: 'OSS 繁忙，一再要求放慢速度。',
    next: '请稍后重试，并减少同时上传的文件和分片。',
  },
  'server-error': { title: 'OSS 错误', sentence: 'OSS 连续出现内部错误。', next: '请稍后重试。' },
  'clock-skewed': {
    title: '时钟不准',
    sentence: '本机时间与服务器相差太多。',
    next: '请校准系统时间后重试。',
  },
  'credentials-expired': {
    title: '密钥过期',
    sentence: '账号的密钥已过期。',
    next: '请更新密钥，上传会从断点继续。',
  },
  'credentials-missing': { title: '没有密钥', sentence: '该账号没有密钥。', next: '请更新密钥。' },
  'credentials-rejected': {
    title: '密钥无效',
    sentence: 'OSS 不接受该账号的密钥。',
    next: '请检查 AccessKey ID、Secret 和地域。',
  },
  'access-denied': {
    title: '没有权限',
    sentence: '该账号没有执行此操作的权限。',
    next: '请授予它此位置所需的 RAM 策略。',
  },
  'bucket-missing': {
    title: 'Bucket 不存在',
    sentence: '这个访问域名上没有该 Bucket。',
    next: '请检查 Bucket 名称和账号的地域。',
  },
  'bucket-elsewhere': {
    title: '地域不符',
    sentence: 'Bucket 不在该访问域名所属的地域。',
    next: '请为账号选择 Bucket 所在的地域，详情中有它的访问域名。',
  },
  'domain-elsewhere': {
    title: '域名未绑定',
    sentence: '该域名没有指向此 Bucket。',
    next: '请在 OSS 控制台绑定该域名，并添加指向 Bucket 的 CNAME 解析。',
  },
  'public-endpoint-refused': {
    title: '需要自定义域名',
    sentence: '该账号不能通过中国内地地域的外网访问域名传输数据。',
    next: '请在 OSS 控制台为 Bucket 绑定自定义域名，并在账号中选用。',
  },
  'account-suspended': {
    title: '账号已停用',
    sentence: 'OSS 已停止为该账号服务：账号被冻结、禁用或已欠费。',
    next: '请在阿里云控制台处理后重试。',
  },
  'signature-version-refused': {
    title: '不支持 V1 签名',
    sentence: 'OSS 不再接受该账号的 V1 签名。',
    next: 'Ferry 使用 V4 签名，请检查代理是否改动了请求。',
  },
  'public-access-blocked': {
    title: '已阻止公共访问',
    sentence: 'Bucket 已开启“阻止公共访问”，OSS 拒绝了公共读写权限。',
    next: '请改用私有权限重新上传，并用签名链接分享。',
  },
  'download-refused': {
    title: '链接被拒绝',
    sentence: 'OSS 不允许通过默认域名的链接下载应用（.apk、.ipa）。',
    next: '请使用 Bucket 已绑定的自定义域名生成链接。',
  },
  'upload-missing': {
    title: '上传已失效',
    sentence: 'OSS 上已没有这次未完成的上传。',
    next: '请重试，文件将从头上传。',
  },
  'part-rejected': {
    title: '分片被拒绝',
    sentence: '分片重传后仍未被 OSS 接受。',
    next: '请重试；如果再次出现，说明途中有设备改动了数据。',
  },
  'object-missing': {
    title: '文件不存在',
    sentence: '文件不在 OSS 上。',
    next: '可能已被删除，重试即可再次上传。',
  },
  'object-exists': {
    title: '已存在',
    sentence: '同名文件已存在，没有改动它。',
    next: '可以覆盖它，或修改文件名。',
  },
  'object-immutable': {
    title: '处于保留期',
    sentence: '同名文件已存在，合规保留策略（WORM）禁止修改。',
    next: '请修改文件名，或等待保留期结束。',
  },
  'overwrite-forbidden': {
    title: '禁止覆盖',
    sentence: 'Bucket 的规则禁止覆盖已存在的文件。',
    next: '请修改文件名，或请 Bucket 拥有者调整规则。',
  },
  'not-comparable': {
    title: '无法比较',
    sentence: '同名文件已存在，但无法与文件比较，没有改动它。',
    next: '如缺少 oss:GetObject 权限请授予，或修改文件名。',
  },
  'request-refused': {
    title: '请求被拒绝',
    sentence: 'OSS 拒绝了请求。',
    next: '详情中有 OSS 给出的错误码。',
  },
  'corrupted-on-the-way': {
    title: '传输中损坏',
    sentence: '数据多次在途中损坏。',
    next: '请重试；如果再次出现，请检查本机内存和网络。',
  },
  'object-differs': {
    title: '文件已损坏',
    sentence: 'OSS 上该名称的文件已损坏，与文件不一致。',
    next: '请重试以替换它，在此之前不要使用该文件。',
  },
  unconfirmed: {
    title: '未确认',
    sentence: 'OSS 没有确认上传，而该账号又无权查看文件。',
    next: '请在控制台确认，或授予 oss:GetObject 后重试。',
  },
  'source-changed': {
    title: '源文件已改动',
    sentence: '文件在上传过程中被修改，没有完成任何部分。',
    next: '请上传新版本。',
  },
  'source-missing': {
    title: '源文件不见了',
    sentence: '文件已不在原来的位置。',
    next: '请放回原处后重试，或从列表中移除。',
  },
  'source-unreadable': {
    title: '无法读取',
    sentence: '无法读取该文件或文件夹。',
    next: '请检查其权限后重试。',
  },
  'source-in-use': {
    title: '被占用',
    sentence: '文件被其他程序占用。',
    next: '请关闭该程序，Ferry 会自动再试。',
  },
  'source-unavailable': {
    title: '磁盘未连接',
    sentence: '文件所在的磁盘或共享未连接，或没有响应。',
    next: '重新连接后会自动继续。',
  },
  'scan-failed': {
    title: '文件夹未读完',
    sentence: '扫描文件夹多次中断。',
    next: '请重试；如果再次出现，请保存诊断信息并反馈。',
  },
  'source-read-failed': {
    title: '磁盘损坏',
    sentence: '磁盘已连接，但无法读取其中的文件，磁盘可能已损坏。',
    next: '请尽可能将文件复制到其他磁盘，或检查磁盘，然后重试。',
  },
  'name-not-text': {
    title: '名称无效',
    sentence: '本机文件名不是有效的文本，无法生成 OSS 文件名。',
    next: '请重命名文件，或为它指定文件名。',
  },
  'key-invalid': {
    title: '文件名不允许',
    sentence: 'OSS 不允许使用这个文件名。',
    next: '请换一个文件名。',
  },
  'key-collision': {
    title: '文件名重复',
    sentence: '两个文件会使用同一个 OSS 文件名。',
    next: '请为其中一个换一个文件名。',
  },
  'size-refused': {
    title: '文件太大',
    sentence: '按当前分片大小，文件超过了 OSS 的上限。',
    next: '请增大分片大小后重试。',
  },
  'options-invalid': {
    title: '选项冲突',
    sentence: '上传选项不能同时使用。',
    next: '请换用其他选项重新上传。',
  },
  'disk-full': {
    title: '磁盘已满',
    sentence: '保存传输队列的磁盘已满。',
    next: '腾出空间后会自动继续。',
  },
  'spool-failed': {
    title: '无法保存副本',
    sentence: '无法写入用于暂存粘贴内容的文件夹。',
    next: '请检查 Ferry 数据文件夹中 spool 文件夹的权限，然后重试。',
  },
  'database-locked': {
    title: '队列被占用',
    sentence: '另一个 Ferry 正在使用这个队列。',
    next: '请关闭它，然后重新启动 Ferry。',
  },
  'database-newer': {
    title: '队列版本较新',
    sentence: '传输队列由更新版本的 Ferry 写入。',
    next: '请更新 Ferry，数据没有任何改动。',
  },
  'database-damaged': {
    title: '队列损坏',
    sentence: '传输队列已损坏。',
    next: '已另存副本。请重新添加文件，已传完的会自动识别。',
  },
  'database-foreign': {
    title: '不是 Ferry 的数据库',
    sentence: '队列文件不是 Ferry 的数据库，没有改动它。',
    next: '请将该文件移到别处，然后重新启动 Ferry。',
  },
  'database-failed': {
    title: '队列无法使用',
    sentence: '无法读写传输队列。',
    next: '请检查它所在的磁盘，然后重新启动 Ferry。',
  },
  'call-refused': {
    title: '未受理',
    sentence: 'Ferry 没有受理窗口发出的请求。',
    next: '请重试；如果再次出现，请重新启动 Ferry。',
  },
  'call-too-large': {
    title: '内容过大',
    sentence: '内容超出了 Ferry 一次可以接收的上限。',
    next: '请保存为文件，或放入同一个文件夹后再添加。',
  },
  'too-many-calls': {
    title: '操作过快',
    sentence: '同时向 Ferry 发出的请求太多。',
    next: '请稍候再试。',
  },
  internal: {
    title: '内部错误',
    sentence: 'Ferry 出现了意料之外的错误。',
    next: '请重试；如果再次出现，请保存诊断信息并反馈。',
  },
};
