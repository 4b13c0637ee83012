/** The texts of the menu bar of macOS. */
export interface MenuWords {
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

export const englishMenu: MenuWords = {
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
export const chineseMenu: MenuWords = {
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
