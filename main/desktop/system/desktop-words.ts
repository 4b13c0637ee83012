import { app, nativeTheme } from 'electron';
import type { PreferencesFile } from '../start/private-files.ts';

/** The texts of the menu bar of macOS. */
interface MenuWords {
  readonly about: (name: string) => string;
  readonly settings: string;
  readonly services: string;
  readonly hide: (name: string) => string;
  readonly hideOthers: string;
  readonly showAll: string;
  readonly quit: (name: string) => string;
  readonly file: string;
  readonly closeWindow: string;
  readonly edit: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly delete: string;
  readonly selectAll: string;
  readonly window: string;
  readonly minimize: string;
  readonly zoom: string;
  readonly bringAllToFront: string;
  readonly help: string;
  readonly guide: (name: string) => string;
  readonly logs: string;
}

const englishMenu: MenuWords = {
  about: (name) => `About ${name}`,
  settings: 'Settings…',
  services: 'Services',
  hide: (name) => `Hide ${name}`,
  hideOthers: 'Hide Others',
  showAll: 'Show All',
  quit: (name) => `Quit ${name}`,
  file: 'File',
  closeWindow: 'Close Window',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  delete: 'Delete',
  selectAll: 'Select All',
  window: 'Window',
  minimize: 'Minimize',
  zoom: 'Zoom',
  bringAllToFront: 'Bring All to Front',
  help: 'Help',
  guide: (name) => `${name} Help`,
  logs: 'Show Logs',
};

/** In the wording of macOS itself. */
const chineseMenu: MenuWords = {
  about: (name) => `关于 ${name}`,
  settings: '设置…',
  services: '服务',
  hide: (name) => `隐藏 ${name}`,
  hideOthers: '隐藏其他',
  showAll: '全部显示',
  quit: (name) => `退出 ${name}`,
  file: '文件',
  closeWindow: '关闭窗口',
  edit: '编辑',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '拷贝',
  paste: '粘贴',
  delete: '删除',
  selectAll: '全选',
  window: '窗口',
  minimize: '最小化',
  zoom: '缩放',
  bringAllToFront: '前置全部窗口',
  help: '帮助',
  guide: (name) => `${name} 帮助`,
  logs: '显示日志',
};

/** The texts outside the window: tray, menu bar, notifications, dialogs. */
export interface DesktopWords {
  readonly idle: string;
  readonly uploading: (files: string, speed: string, left: string | undefined) => string;
  readonly paused: (files: string) => string;
  readonly attention: (files: string) => string;
  readonly engineStopped: string;
  readonly engineStoppedText: string;
  readonly startAgain: string;
  readonly saveDiagnostics: string;
  readonly pauseAll: string;
  readonly resumeAll: string;
  readonly limit: (speed: string) => string;
  readonly addFiles: string;
  readonly addFolder: string;
  readonly lastFinished: string;
  readonly copyLink: string;
  readonly show: string;
  readonly needsAttention: string;
  readonly quit: string;
  readonly stillRunningTitle: string;
  readonly stillRunningText: string;
  /** In place of `stillRunningText` where the desktop may show no tray icon. */
  readonly noTrayText: string;
  readonly hideWindow: string;
  readonly keepInTaskbar: string;
  readonly nothingToPaste: string;
  readonly batchDoneTitle: string;
  readonly batchDoneText: (name: string, files: string, size: string) => string;
  readonly linksCopied: string;
  /** Between two sentences. */
  readonly gap: string;
  readonly batchFailedTitle: string;
  readonly batchFailedText: (name: string, failed: string) => string;
  readonly signInTitle: string;
  readonly signInText: (account: string) => string;
  readonly chooseFiles: string;
  readonly chooseFolder: string;
  readonly upload: string;
  readonly updateTitle: (version: string) => string;
  readonly updateText: string;
  readonly updateNow: string;
  readonly updateLater: string;
  readonly menu: MenuWords;
}

const english: DesktopWords = {
  idle: 'Nothing to upload',
  uploading: (files, speed, left) =>
    left === undefined ? `${files} left · ${speed}` : `${files} left · ${speed} · ${left}`,
  paused: (files) => `${files} paused`,
  attention: (files) => (files === '1' ? '1 needs attention' : `${files} need attention`),
  engineStopped: 'The upload engine stopped',
  engineStoppedText: 'Nothing is lost. Open Ferry to start it again.',
  startAgain: 'Start again',
  saveDiagnostics: 'Save the diagnostics…',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  limit: (speed) => `Limit to ${speed}`,
  addFiles: 'Add files…',
  addFolder: 'Add folder…',
  lastFinished: 'Last finished',
  copyLink: 'Copy link',
  show: 'Show Ferry',
  needsAttention: 'Needs attention',
  quit: 'Quit',
  stillRunningTitle: 'Ferry goes on in the background',
  stillRunningText: 'Uploads continue. Ferry stays in the tray; quit it from there.',
  noTrayText:
    'Uploads continue. This desktop may show no tray icon: start Ferry again to see its window. Closing can also keep the window in the taskbar.',
  hideWindow: 'Hide the window',
  keepInTaskbar: 'Keep it in the taskbar',
  nothingToPaste: 'There is nothing on the clipboard that could be uploaded.',
  batchDoneTitle: 'Upload finished',
  batchDoneText: (name, files, size) =>
    files === '1'
      ? `${name}: ${size}, verified.`
      : `${name}: ${files} files, ${size}, all verified.`,
  linksCopied: 'The links are on the clipboard.',
  gap: ' ',
  batchFailedTitle: 'Some files need you',
  batchFailedText: (name, failed) =>
    `${name}: ${failed === '1' ? '1 file' : `${failed} files`} could not be uploaded.`,
  signInTitle: 'Sign in again',
  signInText: (account) => `OSS no longer accepts the keys of ${account}. Uploads wait.`,
  chooseFiles: 'Choose files to upload',
  chooseFolder: 'Choose folders to upload',
  upload: 'Upload',
  updateTitle: (version) => `Ferry ${version} is ready`,
  updateText: 'Ferry restarts in a few seconds. Uploads that wait go on afterwards.',
  updateNow: 'Restart now',
  updateLater: 'Later',
  menu: englishMenu,
};

const chinese: DesktopWords = {
  idle: '没有待上传的文件',
  uploading: (files, speed, left) =>
    left === undefined ? `剩余 ${files} 个 · ${speed}` : `剩余 ${files} 个 · ${speed} · ${left}`,
  paused: (files) => `已暂停 ${files} 个`,
  attention: (files) => `${files} 个需要处理`,
  engineStopped: '上传引擎已停止',
  engineStoppedText: '进度已保留。打开 Ferry 即可重新启动。',
  startAgain: '重新启动',
  saveDiagnostics: '保存诊断信息…',
  pauseAll: '全部暂停',
  resumeAll: '全部继续',
  limit: (speed) => `限速 ${speed}`,
  addFiles: '添加文件…',
  addFolder: '添加文件夹…',
  lastFinished: '最近完成',
  copyLink: '复制链接',
  show: '打开 Ferry',
  needsAttention: '需要处理',
  quit: '退出',
  stillRunningTitle: 'Ferry 在后台继续运行',
  stillRunningText: '上传不会中断。Ferry 留在托盘中，可从托盘退出。',
  noTrayText:
    '上传不会中断。此桌面可能不显示托盘图标：再次启动 Ferry 即可打开窗口。也可以在关闭时把窗口留在任务栏。',
  hideWindow: '隐藏窗口',
  keepInTaskbar: '留在任务栏',
  nothingToPaste: '剪贴板中没有可以上传的内容。',
  batchDoneTitle: '上传完成',
  batchDoneText: (name, files, size) => `${name}：${files} 个文件，共 ${size}，均已校验。`,
  linksCopied: '链接已复制到剪贴板。',
  gap: '',
  batchFailedTitle: '有文件需要处理',
  batchFailedText: (name, failed) => `${name}：${failed} 个文件未能上传。`,
  signInTitle: '需要重新登录',
  signInText: (account) => `OSS 不再接受 ${account} 的密钥，上传已暂停等待。`,
  chooseFiles: '选择要上传的文件',
  chooseFolder: '选择要上传的文件夹',
  upload: '上传',
  updateTitle: (version) => `Ferry ${version} 已就绪`,
  updateText: 'Ferry 将在几秒内重新启动，等待中的上传随后继续。',
  updateNow: '立即重启',
  updateLater: '稍后',
  menu: chineseMenu,
};

export function desktopWords(language: 'en' | 'zh-CN'): DesktopWords {
  return language === 'zh-CN' ? chinese : english;
}

/** The system's first language if Ferry supports it. */
export function systemLanguage(): 'en' | 'zh-CN' {
  const [first = ''] = app.getPreferredSystemLanguages();
  return first.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** The language that the user chose. */
export function currentLanguage(preferences: PreferencesFile): 'en' | 'zh-CN' {
  const { language } = preferences.current();
  return language === 'system' ? systemLanguage() : language;
}

/** The texts outside the window, in the chosen language. */
export function currentWords(preferences: PreferencesFile): DesktopWords {
  return desktopWords(currentLanguage(preferences));
}

/** Frames, dialogs and the page's `prefers-color-scheme` follow the setting. */
export function followTheme(preferences: PreferencesFile): void {
  nativeTheme.themeSource = preferences.current().theme;
  preferences.onChange(({ theme }) => {
    if (nativeTheme.themeSource !== theme) nativeTheme.themeSource = theme;
  });
}
